package io.lorkd.model.network;

import java.util.ArrayList;
import java.util.List;

/**
 * The end of one stage of a U-Net's encoder, where a tap stands.
 *
 * @param stride how many positions of the input one position here stands for, along each axis
 */
record EncoderStage(String tap, int channels, int stride) {

    /** From the widest to the deepest. The encoder stands in the tree before the decoder, so one walk finds them all. */
    static List<EncoderStage> of(Layer trunk) {
        List<EncoderStage> stages = new ArrayList<>();
        int channels = 0;
        int stride = 1;
        for (Layer leaf : trunk.leaves().toList()) {
            if (leaf instanceof Layer.Convolution convolution) {
                channels = convolution.outChannels();
                stride *= convolution.stride().get(0);
            } else if (leaf instanceof Layer.Tap tap) {
                stages.add(new EncoderStage(tap.name(), channels, stride));
            }
        }
        return List.copyOf(stages);
    }
}
