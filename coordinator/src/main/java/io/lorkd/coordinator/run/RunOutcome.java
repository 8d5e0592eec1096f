package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.ToCoordinator.SiteReport;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param reason why it failed; for a finished run, what is missing in it, or empty
 * @param rounds committed rounds
 * @param backboneSha256 the last committed backbone, in lower-case hex
 * @param backbone where it lies
 * @param parameters its parameters, running statistics not counted
 * @param bytes what went over the wire in tensor files
 * @param ranks the rank of each region; empty before they are decided
 * @param reports what the sites reported at the end, by site id
 */
public record RunOutcome(
        String run,
        State state,
        String reason,
        int rounds,
        String backboneSha256,
        Path backbone,
        long parameters,
        Bytes bytes,
        Map<String, Integer> ranks,
        List<SiteReport> reports) {

    public enum State {
        FINISHED,
        FAILED
    }

    /**
     * @param down bytes of tensor files that the coordinator served
     * @param up bytes of tensor files that it pulled from sites
     */
    public record Bytes(long down, long up) {}

    public RunOutcome {
        ranks = Map.copyOf(ranks);
        reports = List.copyOf(reports);
    }

    public boolean finished() {
        return state == State.FINISHED;
    }
}
