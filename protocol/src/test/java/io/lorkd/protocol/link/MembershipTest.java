package io.lorkd.protocol.link;

import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class MembershipTest {
    private static final NodeInfo HERE = new NodeInfo("127.0.0.1", 4242, null);

    @Test
    @Timeout(60)
    void aMergeCountsOnceTheEventBusListensAndThenMakesItForgetWhoListens() {
        Vertx vertx = Vertx.vertx();
        List<String> forgotten = new CopyOnWriteArrayList<>();
        Membership member = new Membership(
                HazelcastSettings.of(new ClusterOptions("membership-test", "127.0.0.1", 0, List.of()), "127.0.0.1"),
                Duration.ZERO);
        try {
            member.init(vertx);
            member.registrationListener(new RegistrationListener() {
                @Override
                public void registrationsUpdated(RegistrationUpdateEvent event) {
                    if (event.registrations().isEmpty()) {
                        forgotten.add(event.address());
                    }
                }
            });
            await(joined(member));
            LifecycleEvent merged = new LifecycleEvent(LifecycleState.MERGED);

            assertThatCode(() -> member.stateChanged(merged)).doesNotThrowAnyException();

            Promise<Void> set = Promise.promise();
            member.setNodeInfo(HERE, set);
            await(set);
            Promise<List<RegistrationInfo>> listening = Promise.promise();
            member.getRegistrations("lorkd.coordinator", listening);
            await(listening);
            assertThat(forgotten).isEmpty();
            member.getSyncMap("__vertx.nodeInfo").clear();
            member.stateChanged(merged);
            assertThat(member.getSyncMap("__vertx.nodeInfo")).containsOnlyKeys(member.getNodeId());
            assertThat(forgotten).containsExactly("lorkd.coordinator");
        } finally {
            Promise<Void> left = Promise.promise();
            member.leave(left);
            await(left);
            vertx.close();
        }
    }

    private static Promise<Void> joined(Membership member) {
        Promise<Void> joined = Promise.promise();
        member.join(joined);
        return joined;
    }

    private static void await(Promise<?> promise) {
        promise.future()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
