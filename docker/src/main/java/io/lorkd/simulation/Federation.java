package io.lorkd.simulation;

import io.lorkd.coordinator.run.RunOutcome;

/** Runs a federation on this machine to its end. */
interface Federation {

    /**
     * Blocks until the run has ended and everything that was started for it is gone.
     *
     * @param progress shows what happens
     * @throws io.lorkd.protocol.command.RunFailedException if it could not be started, or a part of it ended by itself
     */
    RunOutcome run(FederationSpec spec, ProgressPrinter progress) throws InterruptedException;
}
