/** Predicting a whole volume by a window that slides over it, whatever computes the windows. Plain Java. */
package io.lorkd.model.window;
