package io.lorkd.protocol.link;

import com.hazelcast.config.Config;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Completable;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vert.x's membership, made good for members that die without a farewell and come back.
 *
 * <p>A coordinator that was started again is found by its sites at once, on a busy machine before its event bus listens. Vert.x
 * would then publish where it listens, which it does not know yet, and fail; it publishes it when the event bus starts.
 *
 * <p>Who listens at an address is remembered by the event bus until Hazelcast says that it has changed. Where two members die
 * together, Hazelcast may lose what both of them held, and says nothing; Vert.x 5.0.7 then sends to the dead for ever. So
 * whenever registrations may be lost, what is remembered is forgotten, and asked for again with the next message.
 */
final class Membership extends HazelcastClusterManager {
    private final Set<String> remembered = ConcurrentHashMap.newKeySet();

    Membership(Config config) {
        super(config);
    }

    @Override
    public synchronized void stateChanged(LifecycleEvent event) {
        if (getNodeInfo() != null) {
            super.stateChanged(event);
        }
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> promise) {
        remembered.add(address);
        super.getRegistrations(address, promise);
    }

    @Override
    public void registrationListener(RegistrationListener listener) {
        super.registrationListener(new Forgetting(listener));
    }

    private final class Forgetting implements RegistrationListener {
        private final RegistrationListener listener;

        private Forgetting(RegistrationListener listener) {
            this.listener = listener;
        }

        @Override
        public void registrationsUpdated(RegistrationUpdateEvent event) {
            listener.registrationsUpdated(event);
        }

        @Override
        public void registrationsLost() {
            listener.registrationsLost();
            remembered.forEach(
                    address -> listener.registrationsUpdated(new RegistrationUpdateEvent(address, List.of())));
        }

        @Override
        public boolean wantsUpdatesFor(String address) {
            return listener.wantsUpdatesFor(address);
        }
    }
}
