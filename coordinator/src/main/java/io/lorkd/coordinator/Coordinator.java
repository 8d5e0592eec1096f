package io.lorkd.coordinator;

import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.coordinator.time.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** One run's coordinator: it waits for sites, takes them through the rounds, and says how it ended. */
public final class Coordinator {

    private Coordinator() {}

    /**
     * Opens the journal, writes the initial backbone and lets sites in.
     *
     * @return the running coordinator. Fails with a {@code RunFailedException} where the state
     *     folder or the HTTP port is not to be had, and with the model's InvalidInputException where the plan names a
     *     network that there is not
     */
    public static Future<Coordinator> start(Vertx vertx, CoordinatorSettings settings) {
        return start(vertx, settings, Time.of(vertx));
    }

    /** As {@link #start(Vertx, CoordinatorSettings)}, by another clock. */
    public static Future<Coordinator> start(Vertx vertx, CoordinatorSettings settings, Time time) {
        return Future.failedFuture(new UnsupportedOperationException("The coordinator is being written"));
    }

    /** How the run ends. It fails only where the coordinator itself does; a failed run is an outcome. */
    public Future<RunOutcome> outcome() {
        throw new UnsupportedOperationException();
    }

    /** The run's id. */
    public String run() {
        throw new UnsupportedOperationException();
    }

    /** The port that the status API listens on. */
    public int port() {
        throw new UnsupportedOperationException();
    }

    /** Ends the run where it goes on still, tells the sites, and frees everything. */
    public Future<Void> close() {
        throw new UnsupportedOperationException();
    }
}
