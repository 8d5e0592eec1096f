package io.lorkd.simulation;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.link.Link;
import io.vertx.core.Vertx;

/** Coordinator and sites in this JVM, on one event bus; the sites take turns at the training step. */
final class InProcessFederation implements Federation {

    /** Shared by every run in this JVM: the engine computes one training step at a time. */
    private final StepLock stepLock = new StepLock();

    @Override
    public OpenFederation open(FederationSpec spec, ProgressPrinter progress) {
        Vertx vertx = Await.result(Link.local());
        try {
            return OpenInProcess.start(vertx, stepLock, spec, progress);
        } catch (RuntimeException e) {
            Await.result(vertx.close());
            throw e;
        }
    }
}
