package io.lorkd.model.expert;

import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Parameters;

import java.util.ArrayList;
import java.util.List;

/**
 * One region's low-rank expert of one convolution (paper, 3.3, Eq. 1): the change of its weight is {@code s *
 * reshape(B A)}, a plain memory reshape to the weight's shape.
 *
 * @param convolution the convolution's name
 * @param rank the rank here: the region's, times the convolution's rank factor
 * @param a shape of {@code A}: (rank * k0, inChannels / groups * k1...)
 * @param b shape of {@code B}: (outChannels * k0, rank * k0)
 */
public record ExpertShapes(String convolution, int rank, List<Long> a, List<Long> b) {

    /** What the name of every {@code A} ends in. */
    public static final String A = ".A";

    /** What the name of every {@code B} ends in. */
    public static final String B = ".B";

    public ExpertShapes {
        a = List.copyOf(a);
        b = List.copyOf(b);
    }

    /** @param regionRank 0 or more; with 0 both matrices are empty and the region uses the shared weight */
    public static ExpertShapes of(Layer.Convolution convolution, int regionRank) {
        if (regionRank < 0) {
            throw new IllegalArgumentException(convolution.name() + ": a rank is 0 or more, not " + regionRank);
        }
        int rank = Math.multiplyExact(regionRank, convolution.rankFactor());
        long k0 = convolution.kernel().get(0);
        long columns = convolution.inChannels() / convolution.groups();
        for (int extent : convolution.kernel().subList(1, convolution.kernel().size())) {
            columns *= extent;
        }
        return new ExpertShapes(
                convolution.name(),
                rank,
                List.of(rank * k0, columns),
                List.of(convolution.outChannels() * k0, rank * k0));
    }

    /** Of every convolution that carries experts, in the order of the tree. */
    public static List<ExpertShapes> of(Network network, int regionRank) {
        List<ExpertShapes> shapes = new ArrayList<>();
        for (Layer.Convolution convolution : Parameters.convolutions(network)) {
            if (convolution.hasExpert()) {
                shapes.add(of(convolution, regionRank));
            }
        }
        return List.copyOf(shapes);
    }

    public String nameOfA() {
        return convolution + A;
    }

    public String nameOfB() {
        return convolution + B;
    }

    public long parameters() {
        return a.get(0) * a.get(1) + b.get(0) * b.get(1);
    }
}
