package io.lorkd.protocol.link;

import com.hazelcast.config.Config;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/**
 * Vert.x's membership, but for clusters that merge before this member's event bus listens. A coordinator that was started again is
 * found by its sites at once, on a busy machine before it has got that far; Vert.x would then publish where it listens, which
 * it does not know yet, and fail. It publishes all that it has when the event bus starts, in the merged cluster by then.
 */
final class Membership extends HazelcastClusterManager {

    Membership(Config config) {
        super(config);
    }

    @Override
    public synchronized void stateChanged(LifecycleEvent event) {
        if (getNodeInfo() != null) {
            super.stateChanged(event);
        }
    }
}
