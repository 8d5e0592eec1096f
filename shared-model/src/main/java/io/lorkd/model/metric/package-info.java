/** How good predictions are: accuracy, macro-F1 and AUC of a region, and their average over regions. */
package io.lorkd.model.metric;
