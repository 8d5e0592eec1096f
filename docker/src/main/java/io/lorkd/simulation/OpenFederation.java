package io.lorkd.simulation;

import io.lorkd.coordinator.run.RunOutcome;

import java.net.URI;

/** A federation whose coordinator is up. A signal that ends this process closes it, too. */
interface OpenFederation extends AutoCloseable {

    /** Where a browser on this machine is signed in to the dashboard: the address bears the secret that does it. */
    URI dashboard();

    /** As {@link #dashboard()}, of a coordinator that takes this ticket. */
    static URI dashboard(int port, String ticket) {
        return URI.create("http://127.0.0.1:" + port + "/?ticket=" + ticket);
    }

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
