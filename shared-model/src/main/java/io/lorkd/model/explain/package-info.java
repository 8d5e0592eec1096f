/** What a prediction of a classifier rests on, as a map over the image, computed from arrays of Java's own. */
package io.lorkd.model.explain;
