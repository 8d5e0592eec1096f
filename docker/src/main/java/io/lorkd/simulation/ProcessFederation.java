package io.lorkd.simulation;

/** Coordinator and sites as daemons, one JVM each, in a Hazelcast cluster on loopback. */
final class ProcessFederation implements Federation {

    @Override
    public OpenFederation open(FederationSpec spec, ProgressPrinter progress) throws InterruptedException {
        return OpenInProcesses.start(spec, progress);
    }
}
