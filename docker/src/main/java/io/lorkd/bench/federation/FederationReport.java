package io.lorkd.bench.federation;

/**
 * What was found; of several rounds the median, so that the first one's cold code does not count much. Rates are in MB of 1,000,000 bytes per second.
 *
 * @param roundSeconds of a round, from its offer to the word that it is closed
 * @param transferSeconds the part of it from the first chunk to the last staged file
 * @param reductionSeconds the part of it from the last staged file to the committed backbone
 * @param aggregateMBps all updates of a round over its transfer's time
 * @param lineMBps bytes over a bare TLS WebSocket
 * @param diskMBps a bare file, written and forced
 * @param peakResidentMB of the coordinator's process, in MB of 1,000,000 bytes
 * @param heartbeatSeconds the slowest answer to a heartbeat
 * @param joinSeconds from the first site's connection to the last one's enrolment
 * @param lost updates that were announced and are in no backbone
 */
record FederationReport(
        int sites,
        int megabytes,
        int rounds,
        double roundSeconds,
        double transferSeconds,
        double reductionSeconds,
        double aggregateMBps,
        double lineMBps,
        double diskMBps,
        double peakResidentMB,
        double heartbeatSeconds,
        double joinSeconds,
        int lost) {

    /** What the updates could come in with if nothing were done with them: the slower of line and disk. */
    double pumpMBps() {
        return Math.min(lineMBps, diskMBps);
    }

    double roundsPerMinute() {
        return 60 / roundSeconds;
    }
}
