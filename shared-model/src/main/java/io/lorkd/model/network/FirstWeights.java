package io.lorkd.model.network;

/** What a network's convolution weights are drawn from at first; a choice of its authors. */
public enum FirstWeights {
    /** Uniform within 1 / sqrt(fan_in), fan_in = inChannels / groups * kernel: PyTorch's default for a convolution. */
    FAN_IN_UNIFORM,
    /**
     * Normal with standard deviation sqrt(2 / fan_out), He et al. 2015. fan_out = outChannels / groups * kernel: what one
     * input value really feeds, also where the convolution is depthwise.
     */
    HE_NORMAL
}
