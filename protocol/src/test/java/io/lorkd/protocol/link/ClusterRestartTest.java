package io.lorkd.protocol.link;

import io.lorkd.protocol.FreePort;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static io.lorkd.protocol.Soon.await;

/** A coordinator's process that is killed and started again at the same port, while its sites live on. */
@Timeout(300)
class ClusterRestartTest {
    private static final List<String> SITES = List.of("north", "south", "west");

    private final int port = FreePort.find();
    private final List<Messenger> messengers = new ArrayList<>();
    private final List<Vertx> opened = new ArrayList<>();
    private ChildProcess coordinator;

    @AfterEach
    void close() {
        opened.forEach(vertx -> await(vertx.close()));
        coordinator.close();
    }

    @Test
    void theSitesFindACoordinatorThatWasKilledAndStartedAgainAndItFindsThem() {
        startCoordinator();
        SITES.forEach(this::openSite);
        untilAllAreHeard("at first");

        for (int restart = 1; restart <= 2; restart++) {
            coordinator.close();
            startCoordinator();
            untilAllAreHeard("after restart " + restart);
        }
    }

    private void untilAllAreHeard(String when) {
        for (int i = 0; i < SITES.size(); i++) {
            Messenger messenger = messengers.get(i);
            ToCoordinator message = new ToCoordinator.Heartbeat(SITES.get(i), "instance-1", Optional.empty());
            Awaitility.await(SITES.get(i) + " and the coordinator hear each other " + when)
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> await(messenger.tell(Address.coordinator(), message, Duration.ofSeconds(3)))
                            .equals(new Answer.Accepted()));
        }
    }

    private void openSite(String site) {
        Vertx vertx = await(Link.cluster(new ClusterOptions("test", "127.0.0.1", 0, List.of("127.0.0.1:" + port))));
        opened.add(vertx);
        Messenger messenger = new Messenger(vertx);
        messengers.add(messenger);
        await(messenger
                .onSiteMessage(site, message -> Future.succeededFuture(new Answer.Accepted()))
                .completion());
    }

    private void startCoordinator() {
        coordinator = ChildProcess.start(ClusterFirst.class, Integer.toString(port));
    }
}
