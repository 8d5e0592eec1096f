/**
 * The efficient knowledge separation convolution (paper, 3.4): each sample is convolved with its own task's weight {@code
 * W0 + s B A}. Four forms give the same values and gradients at different costs; a planner picks one per layer.
 */
package io.lorkd.model.eks;
