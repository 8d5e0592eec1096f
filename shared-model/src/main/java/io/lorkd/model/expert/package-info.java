/** The shapes and names of low-rank experts. Plain Java. */
package io.lorkd.model.expert;
