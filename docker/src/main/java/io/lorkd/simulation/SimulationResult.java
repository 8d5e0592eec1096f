package io.lorkd.simulation;

import java.util.List;

/**
 * What a simulation ends with.
 *
 * @param rounds committed rounds
 * @param seconds wall-clock time of the federation, without the baselines
 * @param parameters the backbone's trainable parameters
 * @param down bytes of tensor files that the sites pulled
 * @param up bytes of tensor files that the coordinator pulled
 * @param expertBytesSent bytes in files from sites that are not the encoding of a backbone tensor, counted by the
 *     coordinator on everything it pulled, refused files included
 */
record SimulationResult(
        String run,
        int rounds,
        double seconds,
        String backboneSha256,
        long parameters,
        long down,
        long up,
        long expertBytesSent,
        List<RegionResult> regions) {

    SimulationResult {
        regions = List.copyOf(regions);
    }

    SimulationResult withRegions(List<RegionResult> others) {
        return new SimulationResult(
                run, rounds, seconds, backboneSha256, parameters, down, up, expertBytesSent, others);
    }
}
