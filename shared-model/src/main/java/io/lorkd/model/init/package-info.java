/** First values of everything that is trained, from a seed, the same bits on every machine. Plain Java. */
package io.lorkd.model.init;
