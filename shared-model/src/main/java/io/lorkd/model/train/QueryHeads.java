package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.init.Prompts;
import io.lorkd.model.network.QueryDecoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shared query decoder, asked by each region with the prompts of its own classes. Prompts are constants, so nothing is
 * trained here.
 *
 * @param prompts of each region, shape (classes, width)
 */
record QueryHeads(List<RegionHead> regions, QueryDecoder decoder, List<NDArray> prompts) implements Heads {

    QueryHeads {
        regions = List.copyOf(regions);
        prompts = List.copyOf(prompts);
    }

    /**
     * @param manager owns the prompts
     * @param table see {@link Prompts}
     * @throws InvalidInputException when the table lacks a class
     */
    static QueryHeads open(
            NDManager manager,
            Precision precision,
            QueryDecoder decoder,
            List<RegionHead> regions,
            Optional<Path> table) {
        List<NDArray> prompts = new ArrayList<>();
        for (RegionHead region : regions) {
            Shape shape = new Shape(region.classes().size(), decoder.width());
            double[] values = Prompts.of(table, region.classes(), decoder.width());
            try (NDArray flat = precision.vector(manager, values)) {
                prompts.add(flat.reshape(shape));
            }
        }
        return new QueryHeads(regions, decoder, prompts);
    }

    @Override
    public Map<String, List<Long>> shapes() {
        return Map.of();
    }

    @Override
    public Map<String, double[]> initial(long seed) {
        return Map.of();
    }

    @Override
    public NDArray logits(int region, Features features, Map<String, NDArray> parameters) {
        return new InterpretedQueries(decoder, parameters)
                .logits(features, handle(region, features.last().getManager()));
    }

    @Override
    public Map<String, NDArray> alone(int region, Map<String, NDArray> parameters, double temperature) {
        NDManager scratch = parameters.values().iterator().next().getManager();
        return Map.of(FusedExpert.HEAD_PROMPTS, handle(region, scratch));
    }

    /** Of the batch, so that what is made of it goes with it. */
    private NDArray handle(int region, NDManager batch) {
        NDArray handle = prompts.get(region).stopGradient();
        handle.attach(batch);
        return handle;
    }
}
