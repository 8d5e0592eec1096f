package io.lorkd.model.train;

import ai.djl.ndarray.types.Shape;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Parameters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where each region's {@code A} and {@code B} lie in the bank's flat vector. A tensor is named {@code
 * <region>/<convolution>.A}; a region of rank 0 has none. Within a block all layers' {@code A} come first, then all {@code B}; each is (layers,
 * regions, rows, columns), padded to the largest rank of any region.
 */
final class ExpertTensors {

    /**
     * Convolutions whose weights and experts have one shape.
     *
     * @param rows of the padded A, r * k0
     * @param columns of A
     * @param outRows of B, outChannels * k0
     * @param offset of the block in the vector
     */
    record Block(List<Layer.Convolution> convolutions, int rows, int columns, int outRows, int offset, int regions) {

        int elementsOfA() {
            return convolutions.size() * regions * rows * columns;
        }

        int elementsOfB() {
            return convolutions.size() * regions * outRows * rows;
        }

        /** (weights * outChannels, inChannels / groups, kernel...). */
        Shape weightShape(long weights) {
            Layer.Convolution any = convolutions.get(0);
            List<Long> shape = new ArrayList<>(Parameters.weightShape(any));
            shape.set(0, weights * any.outChannels());
            return new Shape(shape);
        }
    }

    private final List<String> regions;
    private final List<Integer> ranks;
    private final List<Block> blocks;

    private ExpertTensors(List<String> regions, List<Integer> ranks, List<Block> blocks) {
        this.regions = List.copyOf(regions);
        this.ranks = List.copyOf(ranks);
        this.blocks = List.copyOf(blocks);
    }

    /**
     * @param ranks of each region; at least one is above 0
     * @param network with at least one convolution that carries experts
     */
    static ExpertTensors of(Network network, List<String> regions, List<Integer> ranks) {
        int largest = ranks.stream().mapToInt(Integer::intValue).max().orElse(0);
        Map<List<Object>, List<Layer.Convolution>> alike = new LinkedHashMap<>();
        for (Layer.Convolution convolution : Parameters.convolutions(network)) {
            if (convolution.hasExpert()) {
                ExpertShapes shapes = ExpertShapes.of(convolution, largest);
                alike.computeIfAbsent(
                                List.of(shapes.a(), shapes.b(), Parameters.weightShape(convolution)),
                                key -> new ArrayList<>())
                        .add(convolution);
            }
        }
        List<Block> blocks = new ArrayList<>();
        int offset = 0;
        for (List<Layer.Convolution> convolutions : alike.values()) {
            ExpertShapes shapes = ExpertShapes.of(convolutions.get(0), largest);
            Block block = new Block(
                    List.copyOf(convolutions),
                    Math.toIntExact(shapes.a().get(0)),
                    Math.toIntExact(shapes.a().get(1)),
                    Math.toIntExact(shapes.b().get(0)),
                    offset,
                    regions.size());
            blocks.add(block);
            offset = Math.addExact(offset, Math.addExact(block.elementsOfA(), block.elementsOfB()));
        }
        return new ExpertTensors(regions, ranks, blocks);
    }

    List<String> regions() {
        return regions;
    }

    List<Block> blocks() {
        return blocks;
    }

    int elements() {
        return blocks.stream()
                .mapToInt(block -> block.elementsOfA() + block.elementsOfB())
                .sum();
    }

    /** Where to split the vector: A, B, A, B... of the blocks in order. */
    long[] boundaries() {
        List<Long> ends = new ArrayList<>();
        for (Block block : blocks) {
            ends.add((long) block.offset() + block.elementsOfA());
            ends.add((long) block.offset() + block.elementsOfA() + block.elementsOfB());
        }
        return ends.stream().limit(ends.size() - 1L).mapToLong(Long::longValue).toArray();
    }

    /** Of every tensor without its padding, by name. */
    Map<String, List<Long>> shapes() {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        forEach((name, shape, place) -> shapes.put(name, shape));
        return shapes;
    }

    /** The flat vector that holds these tensors; padding is zero. */
    double[] pack(Map<String, double[]> tensors) {
        double[] vector = new double[elements()];
        forEach((name, shape, place) -> {
            double[] tensor = Objects.requireNonNull(tensors.get(name), name);
            int columns = Math.toIntExact(shape.get(1));
            for (int row = 0; row < shape.get(0); row++) {
                System.arraycopy(tensor, row * columns, vector, place.offset() + row * place.stride(), columns);
            }
        });
        return vector;
    }

    /** The tensors that a flat vector holds, without their padding. */
    Map<String, double[]> unpack(double[] vector) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        forEach((name, shape, place) -> {
            int columns = Math.toIntExact(shape.get(1));
            double[] tensor = new double[Math.toIntExact(shape.get(0) * columns)];
            for (int row = 0; row < shape.get(0); row++) {
                System.arraycopy(vector, place.offset() + row * place.stride(), tensor, row * columns, columns);
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    /** What the vector is multiplied by: 1 for every A, the region's {@code s} for its B. */
    double[] scales(List<Double> perRegion) {
        double[] scales = new double[elements()];
        for (Block block : blocks) {
            int b = block.offset() + block.elementsOfA();
            Arrays.fill(scales, block.offset(), b, 1);
            int size = block.outRows() * block.rows();
            for (int i = 0; i < block.convolutions().size() * regions.size(); i++) {
                Arrays.fill(scales, b + i * size, b + (i + 1) * size, perRegion.get(i % regions.size()));
            }
        }
        return scales;
    }

    /** @param stride from one row to the next: the padded columns */
    private record Place(int offset, int stride) {}

    private interface Visitor {
        void visit(String name, List<Long> shape, Place place);
    }

    /** Region by region, block by block. */
    private void forEach(Visitor visitor) {
        for (int region = 0; region < regions.size(); region++) {
            if (ranks.get(region) == 0) {
                continue;
            }
            for (Block block : blocks) {
                for (int layer = 0; layer < block.convolutions().size(); layer++) {
                    ExpertShapes shapes = ExpertShapes.of(block.convolutions().get(layer), ranks.get(region));
                    int matrix = layer * regions.size() + region;
                    int a = block.offset() + matrix * block.rows() * block.columns();
                    int b = block.offset() + block.elementsOfA() + matrix * block.outRows() * block.rows();
                    String prefix = regions.get(region) + "/";
                    visitor.visit(prefix + shapes.nameOfA(), shapes.a(), new Place(a, block.columns()));
                    visitor.visit(prefix + shapes.nameOfB(), shapes.b(), new Place(b, block.rows()));
                }
            }
        }
    }
}
