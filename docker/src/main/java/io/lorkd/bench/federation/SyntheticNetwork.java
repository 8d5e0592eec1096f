package io.lorkd.bench.federation;

import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Networks of any size, to be sent and averaged and never run: a row of pointwise convolutions, a megabyte each. */
final class SyntheticNetwork {
    /** 500 x 500 single-precision weights are 1,000,000 bytes. */
    private static final int CHANNELS = 500;

    private SyntheticNetwork() {}

    /** A network whose backbone file has so many megabytes and a header. */
    static Network of(int megabytes) {
        Stream<Layer> layers = IntStream.range(0, megabytes).mapToObj(SyntheticNetwork::pointwise);
        return new Network("synthetic-" + megabytes + "-mb", CHANNELS, CHANNELS, new Layer.Sequence(layers.toList()));
    }

    private static Layer pointwise(int index) {
        List<Integer> one = List.of(1, 1);
        return new Layer.Convolution("layer" + index, CHANNELS, CHANNELS, one, one, List.of(0, 0), one, 1, false, 0);
    }
}
