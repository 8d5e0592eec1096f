package io.lorkd.model.network;

import java.util.List;

/** What a network's convolution weights are drawn from at first; a choice of its authors. */
public enum FirstWeights {
    /** Uniform within 1 / sqrt(fan_in), fan_in = inChannels / groups * kernel: PyTorch's default for a convolution. */
    FAN_IN_UNIFORM {
        @Override
        FirstValues of(Layer.Convolution convolution) {
            long fanIn = fan(convolution.inChannels() / convolution.groups(), convolution.kernel());
            return new FirstValues.Uniform(1 / StrictMath.sqrt(fanIn));
        }
    },
    /**
     * Normal with standard deviation sqrt(2 / fan_out), He et al. 2015. fan_out = outChannels / groups * kernel: what one
     * input value really feeds, also where the convolution is depthwise.
     */
    HE_NORMAL {
        @Override
        FirstValues of(Layer.Convolution convolution) {
            long fanOut = fan(convolution.outChannels() / convolution.groups(), convolution.kernel());
            return new FirstValues.Normal(StrictMath.sqrt(2.0 / fanOut));
        }
    },
    /**
     * Normal with standard deviation sqrt(2 / ((1 + slope²) fan_in)), slope 1e-2: He's for a leaky ReLU, with which
     * nnU-Net and SAT start their U-Nets.
     */
    HE_LEAKY {
        @Override
        FirstValues of(Layer.Convolution convolution) {
            return heLeaky(fan(convolution.inChannels() / convolution.groups(), convolution.kernel()));
        }
    };

    private static final double SLOPE = 1e-2;

    abstract FirstValues of(Layer.Convolution convolution);

    /**
     * An up-convolution's fan_in is outChannels * factor, as PyTorch reads it off the weight's shape: those networks start
     * that way, whatever the name says.
     */
    FirstValues of(Layer.UpConvolution convolution) {
        long fanIn = fan(convolution.outChannels(), convolution.factor());
        return this == HE_LEAKY ? heLeaky(fanIn) : new FirstValues.Uniform(1 / StrictMath.sqrt(fanIn));
    }

    private static FirstValues heLeaky(long fanIn) {
        return new FirstValues.Normal(StrictMath.sqrt(2 / ((1 + SLOPE * SLOPE) * fanIn)));
    }

    private static long fan(int channels, List<Integer> kernel) {
        long fan = channels;
        for (int extent : kernel) {
            fan *= extent;
        }
        return fan;
    }
}
