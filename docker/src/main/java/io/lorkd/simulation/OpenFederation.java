package io.lorkd.simulation;

import io.lorkd.coordinator.run.RunOutcome;

import java.net.URI;

/** A federation whose coordinator is up. A signal that ends this process closes it, too. */
interface OpenFederation extends AutoCloseable {

    /** Where a browser on this machine is signed in to the dashboard: the address bears the secret that does it. */
    URI dashboard();

    /**
     * Blocks until the run and its sites have ended. The coordinator stays, with what its dashboard shows.
     *
     * @throws io.lorkd.protocol.command.RunFailedException if a part of the federation ended by itself
     */
    RunOutcome run() throws InterruptedException;

    /** Returns when everything that was started is gone. */
    @Override
    void close();
}
