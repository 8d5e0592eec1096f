package io.lorkd.model.train;

import ai.djl.ndarray.NDManager;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.ParameterSpec;
import io.lorkd.model.network.Parameters;
import io.lorkd.model.tensor.TensorInfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Everything that training changes: the shared backbone, and what stays at the site, that is experts, heads, local
 * normalisation and a learned projection, each with its optimiser's state.
 */
final class ModelState implements AutoCloseable {

    private final NDManager manager;
    private final Precision precision;
    private final Network network;
    private final Heads heads;
    private final Optimiser optimiser;
    private final IntToDoubleFunction scale;
    private final long seed;
    private final Layout sharedLayout;
    private final Layout localLayout;
    private final ParameterGroup shared;
    private final ParameterGroup local;
    private final RunningStatistics statistics;
    private Map<String, Integer> ranks = new LinkedHashMap<>();
    private Optional<ExpertBank> experts = Optional.empty();

    /**
     * @param scale s of an expert, by its rank
     * @param alsoLocal further tensors that are trained and stay at the site
     */
    record Blueprint(
            Network network,
            Heads heads,
            Optimiser optimiser,
            boolean localNormalisation,
            IntToDoubleFunction scale,
            long seed,
            Layout.Values alsoLocal) {}

    /** With a backbone of zeros, which is to be set, and everything local as the seed has it; no experts yet. */
    ModelState(NDManager manager, Precision precision, Blueprint blueprint) {
        this.manager = manager;
        this.precision = precision;
        this.network = blueprint.network();
        this.heads = blueprint.heads();
        this.optimiser = blueprint.optimiser();
        this.scale = blueprint.scale();
        this.seed = blueprint.seed();
        Map<String, List<Long>> localShapes = new LinkedHashMap<>(heads.shapes());
        Map<String, double[]> localValues = new HashMap<>(heads.initial(seed));
        Map<String, List<Long>> sharedShapes = new LinkedHashMap<>();
        for (ParameterSpec parameter : Parameters.of(network)) {
            if (parameter.kind().isStatistic()) {
                continue;
            }
            if (blueprint.localNormalisation() && parameter.kind().belongsToNormalisation()) {
                localShapes.put(parameter.name(), parameter.shape());
                localValues.put(parameter.name(), Initialiser.normalisation(parameter));
            } else {
                sharedShapes.put(parameter.name(), parameter.shape());
            }
        }
        localShapes.putAll(blueprint.alsoLocal().shapes());
        localValues.putAll(blueprint.alsoLocal().values());
        this.sharedLayout = Layout.of(sharedShapes);
        this.localLayout = Layout.of(localShapes);
        this.shared = new ParameterGroup(manager, precision, optimiser, new double[sharedLayout.elements()]);
        this.local = new ParameterGroup(manager, precision, optimiser, localLayout.pack(localValues));
        this.statistics = new RunningStatistics(manager, precision, network);
        heads.regions().forEach(head -> ranks.put(head.region(), 0));
    }

    NDManager manager() {
        return manager;
    }

    Precision precision() {
        return precision;
    }

    Network network() {
        return network;
    }

    Heads heads() {
        return heads;
    }

    Layout sharedLayout() {
        return sharedLayout;
    }

    Layout localLayout() {
        return localLayout;
    }

    Optimiser optimiser() {
        return optimiser;
    }

    ParameterGroup shared() {
        return shared;
    }

    ParameterGroup local() {
        return local;
    }

    RunningStatistics statistics() {
        return statistics;
    }

    /** Empty while no region has an expert. */
    Optional<ExpertBank> experts() {
        return experts;
    }

    /** Of every region, 0 for none. */
    Map<String, Integer> ranks() {
        return Map.copyOf(ranks);
    }

    /**
     * Gives each region an expert of the rank named. One that has that rank already stays as it is, with its optimiser's
     * state; any other begins as the seed has it.
     */
    void ranks(Map<String, Integer> wanted) {
        Map<String, Integer> next = new LinkedHashMap<>(ranks);
        next.putAll(wanted);
        if (next.equals(ranks)) {
            return;
        }
        Map<String, double[]> values = new HashMap<>();
        for (RegionHead head : heads.regions()) {
            for (ExpertShapes shapes : ExpertShapes.of(network, next.get(head.region()))) {
                String prefix = head.region() + "/";
                values.put(prefix + shapes.nameOfA(), Initialiser.expertA(seed, head.region(), shapes));
                values.put(prefix + shapes.nameOfB(), Initialiser.expertB(shapes));
            }
        }
        Map<String, double[]> kept = new HashMap<>();
        expertValues().forEach((name, tensor) -> {
            String region = name.substring(0, name.lastIndexOf('/'));
            if (ranks.get(region).equals(next.get(region))) {
                kept.put(name, tensor);
            }
        });
        values.putAll(kept);
        ExpertOptimiserState before = expertOptimiserState();
        build(next, values);
        before.vectors().values().forEach(vector -> vector.keySet().retainAll(kept.keySet()));
        restoreExpertOptimiser(before);
    }

    /** Replaces all experts. */
    void build(Map<String, Integer> newRanks, Map<String, double[]> values) {
        experts.ifPresent(ExpertBank::close);
        ranks = new LinkedHashMap<>(newRanks);
        List<String> regions = heads.regions().stream().map(RegionHead::region).toList();
        List<Integer> inOrder = regions.stream().map(ranks::get).toList();
        boolean any = inOrder.stream().anyMatch(rank -> rank > 0)
                && Parameters.convolutions(network).stream().anyMatch(convolution -> convolution.hasExpert());
        experts = any
                ? Optional.of(new ExpertBank(
                        manager,
                        precision,
                        optimiser,
                        ExpertTensors.of(network, regions, inOrder),
                        inOrder.stream()
                                .map(rank -> rank == 0 ? 0.0 : scale.applyAsDouble(rank))
                                .toList(),
                        values))
                : Optional.empty();
    }

    /** All experts' tensors at these ranks, region by region in the order of the network. */
    List<TensorInfo> expertInfos(Map<String, Integer> atRanks) {
        List<TensorInfo> infos = new ArrayList<>();
        for (RegionHead head : heads.regions()) {
            int rank = atRanks.get(head.region());
            for (ExpertShapes shapes : rank == 0 ? List.<ExpertShapes>of() : ExpertShapes.of(network, rank)) {
                String prefix = head.region() + "/";
                infos.add(new TensorInfo(prefix + shapes.nameOfA(), precision.dtype(), shapes.a()));
                infos.add(new TensorInfo(prefix + shapes.nameOfB(), precision.dtype(), shapes.b()));
            }
        }
        return infos;
    }

    /** By name: {@code <region>/<convolution>.A} and {@code .B}. */
    Map<String, double[]> expertValues() {
        return experts.map(bank ->
                        bank.tensors().unpack(precision.values(bank.group().values())))
                .orElseGet(Map::of);
    }

    /**
     * @param vectors per state vector, the part of each tensor, by tensor name; a tensor that is not named is at zero
     */
    record ExpertOptimiserState(Map<String, Map<String, double[]>> vectors, long steps) {}

    ExpertOptimiserState expertOptimiserState() {
        Map<String, Map<String, double[]>> vectors = new LinkedHashMap<>();
        ParameterGroup.Snapshot snapshot =
                experts.map(bank -> bank.group().snapshot()).orElse(new ParameterGroup.Snapshot(Map.of(), 0));
        snapshot.vectors()
                .forEach((name, vector) ->
                        vectors.put(name, experts.orElseThrow().tensors().unpack(vector)));
        return new ExpertOptimiserState(vectors, snapshot.steps());
    }

    void restoreExpertOptimiser(ExpertOptimiserState state) {
        if (experts.isEmpty() || state.vectors().isEmpty()) {
            return;
        }
        ExpertBank bank = experts.get();
        Map<String, double[]> packed = new LinkedHashMap<>();
        state.vectors().forEach((name, tensors) -> {
            Map<String, double[]> all = new HashMap<>();
            bank.tensors()
                    .shapes()
                    .forEach((tensor, shape) ->
                            all.put(tensor, new double[Math.toIntExact(shape.get(0) * shape.get(1))]));
            all.putAll(tensors);
            packed.put(name, bank.tensors().pack(all));
        });
        bank.group().restore(new ParameterGroup.Snapshot(packed, state.steps()));
    }

    @Override
    public void close() {
        experts.ifPresent(ExpertBank::close);
        statistics.close();
        local.close();
        shared.close();
    }
}
