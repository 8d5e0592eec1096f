package io.lorkd.model.cost;

import io.lorkd.model.network.QueryDecoder;

import java.util.List;

/** The multiply-accumulates of a query decoder: of its matrix products. All else in it is less than a thousandth of a trunk. */
final class DecoderArithmetic {

    private DecoderArithmetic() {}

    /** @param inputSize extents of the network's input, multiples of the decoder's memory stride */
    static long multiplyAccumulates(QueryDecoder decoder, List<Integer> inputSize, int classes) {
        long voxels = new FeatureMap(1, inputSize).positions();
        long positions = inputSize.stream()
                .mapToLong(extent -> extent / decoder.memoryStride())
                .reduce(1, Math::multiplyExact);
        long width = decoder.width();
        long memory = positions * (decoder.memoryChannels() + width) * width;
        // queries and what is attended to pass one square product each, keys and values one each
        long attention = 2 * (classes + positions) * width * width + 2 * classes * positions * width;
        long feedForward = 2 * classes * width * decoder.feedForward();
        long masks = classes * decoder.hidden() * (width + decoder.features());
        long logits = Math.multiplyExact(Math.multiplyExact(voxels, decoder.features()), (long) classes);
        return Math.addExact(memory + decoder.layers() * (attention + feedForward) + masks, logits);
    }
}
