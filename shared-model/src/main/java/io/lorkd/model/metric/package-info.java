/**
 * How good predictions are: accuracy, macro-F1 and AUC of a region's classification, DSC and NSD of its segmentation. Plain
 * Java.
 */
package io.lorkd.model.metric;
