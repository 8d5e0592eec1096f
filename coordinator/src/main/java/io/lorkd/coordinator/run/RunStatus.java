package io.lorkd.coordinator.run;

import java.util.List;
import java.util.Map;

/**
 * Where a run stands, for people and their tools: what the status API says.
 *
 * @param phase what the run is doing, in words
 * @param paused why it stands still, or will before it offers another round; empty where it goes on
 * @param pausedBy who ordered that; empty where the run pauses of itself, or goes on
 * @param round the open round, from 1; 0 where none is
 * @param rounds the run's rounds in all
 * @param attempt the open round's attempt; 0 where none is
 * @param committed committed rounds
 * @param backbone SHA-256 of the last committed backbone
 * @param ranks rank by region; empty before they are decided
 * @param losses mean training loss by region in the last committed round; null for one that is not a finite number
 * @param bytes of tensor files, down to the sites and up from them
 */
public record RunStatus(
        String run,
        String name,
        String phase,
        String paused,
        String pausedBy,
        int round,
        int rounds,
        int attempt,
        int committed,
        String backbone,
        Map<String, Integer> ranks,
        Map<String, Double> losses,
        RunOutcome.Bytes bytes,
        List<SiteStatus> sites) {

    /** Where no run is. */
    static RunStatus none() {
        return new RunStatus(
                "",
                "",
                "no run: start one from a plan",
                "",
                "",
                0,
                0,
                0,
                0,
                "",
                Map.of(),
                Map.of(),
                new RunOutcome.Bytes(0, 0, 0),
                List.of());
    }

    /**
     * @param samples training samples by region
     * @param living whether it was heard of lately
     * @param silentSeconds the time since it was heard of
     * @param work what it does in the open round, in words; empty where it has none
     * @param excluded why it was put out of the run; empty where it takes part
     * @param step steps done in the open round
     * @param steps steps to do in it; 0 where none are known
     * @param loss the last step's mean training loss; null where there is none
     */
    public record SiteStatus(
            String site,
            String device,
            Map<String, Long> samples,
            boolean living,
            double silentSeconds,
            String work,
            String excluded,
            long step,
            long steps,
            Double loss) {}
}
