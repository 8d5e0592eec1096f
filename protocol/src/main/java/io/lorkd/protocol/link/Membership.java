package io.lorkd.protocol.link;

import com.hazelcast.config.Config;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.time.Duration;
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
 *
 * <p>Hazelcast takes one call that a member does not answer within a second for the end of all joining, and shuts the node down,
 * whatever time it was given. A coordinator that starts on a busy machine takes longer; so it is tried again until that time is
 * over.
 */
final class Membership extends HazelcastClusterManager {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
    private static final long PAUSE_MS = 1000;

    private final Set<String> remembered = ConcurrentHashMap.newKeySet();

    private final Duration joinWithin;
    private Vertx vertx;

    /** @param joinWithin how long to go on trying; zero for the first of a cluster, which waits for nobody */
    Membership(Config config, Duration joinWithin) {
        super(config);
        this.joinWithin = joinWithin;
    }

    @Override
    public void init(Vertx owner) {
        vertx = owner;
        super.init(owner);
    }

    @Override
    public void join(Completable<Void> promise) {
        join(true, System.nanoTime() + joinWithin.toNanos(), promise);
    }

    private void join(boolean first, long deadline, Completable<Void> promise) {
        Promise<Void> attempt = Promise.promise();
        attempt.future().onSuccess(promise::succeed).onFailure(e -> {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.toSeconds() < 1) {
                promise.fail(e);
                return;
            }
            LOG.atLevel(first ? Level.WARN : Level.DEBUG)
                    .log("not in the cluster yet ({}); trying for another {} s", e.getMessage(), left.toSeconds());
            getConfig().setProperty(HazelcastSettings.JOIN_SECONDS, Long.toString(left.toSeconds()));
            Promise<Void> reset = Promise.promise();
            // Fails at what this attempt has not come to; what it has is undone.
            super.leave(reset);
            reset.future().onComplete(undone -> vertx.setTimer(PAUSE_MS, timer -> join(false, deadline, promise)));
        });
        super.join(attempt);
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
