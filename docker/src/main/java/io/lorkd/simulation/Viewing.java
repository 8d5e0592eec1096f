package io.lorkd.simulation;

/** Who looks at a federation's dashboard, and for how long. */
interface Viewing {

    /** What a federation is there for. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Does the work, and returns, or throws what it throws, when nobody looks any more. */
    void during(OpenFederation federation, Work work) throws InterruptedException;

    /** For those who may look while the work goes on. */
    static Viewing untilEnd() {
        return (federation, work) -> work.run();
    }
}
