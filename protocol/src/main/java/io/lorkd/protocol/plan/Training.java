package io.lorkd.protocol.plan;

import io.lorkd.protocol.config.Key;

/**
 * A site's training steps.
 *
 * @param learningRate the first round's; the cosine schedule lowers it round by round
 * @param batchSize samples of one step at one site
 * @param temperature tau of Eq. 9
 * @param proximal FedProx's mu; 0 switches it off
 * @param flip whether training images are mirrored at random
 * @param threads CPU threads of one training step; it changes the order of sums, so it is part of the plan
 */
public record Training(
        @Key(value = "the site's optimiser", defaultValue = "sgd")
        Optimiser optimiser,

        @Key(
                value = "the first round's learning rate; a cosine lowers it round by round",
                defaultValue = "0.05",
                min = 0,
                max = 10)
        double learningRate,

        @Key(value = "momentum of sgd", defaultValue = "0.9", min = 0, max = 0.9999)
        double momentum,

        @Key(value = "weight decay", defaultValue = "0.0001", min = 0, max = 1)
        double weightDecay,

        @Key(value = "samples of one step at one site", defaultValue = "64", unit = "samples", min = 1, max = 65_536)
        int batchSize,

        @Key(value = "tau of Eq. 9", defaultValue = "1", min = 0.001, max = 1000)
        double temperature,

        @Key(value = "FedProx's mu; 0 switches it off", defaultValue = "0", min = 0, max = 1000)
        double proximal,

        @Key(value = "whether training images are mirrored at random", defaultValue = "true")
        boolean flip,

        @Key(
                value = "CPU threads of one training step; another number gives other bits",
                defaultValue = "1",
                unit = "threads",
                min = 1,
                max = 256)
        int threads) {
    public enum Optimiser {
        SGD,
        ADAMW
    }
}
