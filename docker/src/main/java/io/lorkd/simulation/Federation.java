package io.lorkd.simulation;

/** A way to run a federation on this machine. */
interface Federation {

    /**
     * Starts a coordinator, and returns when its dashboard answers.
     *
     * @param progress shows what happens
     * @throws io.lorkd.protocol.command.RunFailedException if it could not be started; then nothing is left of it
     */
    OpenFederation open(FederationSpec spec, ProgressPrinter progress) throws InterruptedException;
}
