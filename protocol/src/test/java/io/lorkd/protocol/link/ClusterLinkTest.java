package io.lorkd.protocol.link;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lorkd.protocol.FreePort;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.protocol.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class ClusterLinkTest {
    private static final ToSite ENDED = new ToSite.RunEnded("run-1", "why");

    private final int port = FreePort.find();
    private final String coordinator = "127.0.0.1:" + port;
    private final List<Vertx> opened = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        rootLogger().addAppender(log);
    }

    @AfterEach
    void close() {
        rootLogger().detachAppender(log);
        opened.forEach(vertx -> await(vertx.close()));
    }

    @Test
    void membersExchangeMessagesAndLeaveQuietly() {
        Vertx first = open(List.of(), port);
        Vertx second = open(List.of(coordinator), 0);
        await(new Messenger(second)
                .onSiteMessage("site-a", message -> Future.succeededFuture(new Answer.Accepted()))
                .completion());
        Messenger messenger = new Messenger(first);

        assertThat(await(messenger.tell(Address.site("site-a"), ENDED))).isEqualTo(new Answer.Accepted());

        await(second.close());
        assertThatThrownBy(() -> await(messenger.tell(Address.site("site-a"), ENDED)))
                .hasCauseInstanceOf(NoAnswerException.class);
        await(first.close());
        opened.clear();
        assertThat(log.list)
                .as("errors in the log")
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
    }

    @Test
    void aMemberThatWaitsForTheFirstJoinsOnceItIsThere() {
        Future<Vertx> early = Link.cluster(options(List.of(coordinator), 0));
        Vertx first = open(List.of(), port);

        Vertx second = await(early);
        opened.add(second);
        await(new Messenger(second)
                .onSiteMessage("site-a", message -> Future.succeededFuture(new Answer.Accepted()))
                .completion());

        assertThat(await(new Messenger(first).tell(Address.site("site-a"), ENDED)))
                .isEqualTo(new Answer.Accepted());
    }

    /** As on a machine so busy that a connection takes longer than a second: Hazelcast alone would give up at once. */
    @Test
    void aMemberWhoseCallIsNotTakenAtOnceTriesAgain() throws IOException {
        Future<Vertx> early;
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocket busy = new ServerSocket()) {
            busy.bind(new InetSocketAddress("127.0.0.1", port), 1);
            for (int i = 0; i < 4; i++) {
                SocketChannel waiting = SocketChannel.open();
                queue.add(waiting);
                waiting.configureBlocking(false);
                waiting.connect(busy.getLocalSocketAddress());
            }
            early = Link.cluster(options(List.of(coordinator), 0));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(List.copyOf(log.list))
                            .anyMatch(event -> event.getFormattedMessage().contains("Could not join cluster")));
        } finally {
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
        Vertx first = open(List.of(), port);

        Vertx second = await(early);
        opened.add(second);
        await(new Messenger(second)
                .onSiteMessage("site-a", message -> Future.succeededFuture(new Answer.Accepted()))
                .completion());
        assertThat(await(new Messenger(first).tell(Address.site("site-a"), ENDED)))
                .isEqualTo(new Answer.Accepted());
    }

    @Test
    void aMemberThatIsKilledIsNoAnswer() {
        Messenger messenger = new Messenger(open(List.of(), port));
        ChildProcess member = ChildProcess.start(ClusterMember.class, "site-a", coordinator);
        try {
            assertThat(await(messenger.tell(Address.site("site-a"), ENDED))).isEqualTo(new Answer.Accepted());
        } finally {
            member.close();
        }

        Duration patience = Duration.ofSeconds(2);
        assertThatThrownBy(() -> await(messenger.tell(Address.site("site-a"), ENDED, patience)))
                .hasCauseInstanceOf(NoAnswerException.class);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatThrownBy(
                                () -> await(messenger.tell(Address.site("site-a"), ENDED, patience)))
                        .hasMessageContaining("nobody listens there"));
    }

    @Test
    void aFirstMemberThatIsStartedAgainIsFoundByTheOthers() {
        Vertx first = open(List.of(), port);
        Vertx second = open(List.of(coordinator), 0);
        await(new Messenger(second)
                .onSiteMessage("site-a", message -> Future.succeededFuture(new Answer.Accepted()))
                .completion());
        await(first.close());
        opened.remove(first);

        Messenger again = new Messenger(open(List.of(), port));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> await(again.tell(Address.site("site-a"), ENDED, Duration.ofSeconds(2)))
                        .equals(new Answer.Accepted()));
    }

    @Test
    void aPortInUseIsAFailureThatNamesIt() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress("127.0.0.1", port));

            assertThatThrownBy(() -> await(Link.cluster(options(List.of(), port))))
                    .hasCauseInstanceOf(RunFailedException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void aMemberThatIsNotReachedInTimeIsAFailureThatNamesIt() {
        ClusterOptions options = options(List.of(coordinator), 0).withJoinWithin(Duration.ofSeconds(3));

        assertThatThrownBy(() -> await(Link.cluster(options)))
                .hasCauseInstanceOf(RunFailedException.class)
                .hasMessageContaining("to join " + coordinator);
    }

    @Test
    void aHostWithoutAnAddressIsRefused() {
        assertThatThrownBy(() -> await(Link.cluster(new ClusterOptions("test", "no.such.host.invalid", 0, List.of()))))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no.such.host.invalid");
    }

    @Test
    void aHostThatIsAnotherMachineIsRefused() {
        assertThatThrownBy(() -> await(Link.cluster(new ClusterOptions("test", "192.0.2.1", 0, List.of()))))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("found '192.0.2.1', which is no address of this machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coordinator", "coordinator:", "coordinator:0", "coordinator:65536", ":5701", "a b:1", ""})
    void aMemberNeedsHostAndPort(String member) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> options(List.of(member), 0))
                .withMessage("cluster member: found '" + member + "'; allowed is host:port, such as coordinator:5701");
    }

    private Vertx open(List<String> members, int at) {
        Vertx vertx = await(Link.cluster(options(members, at)));
        opened.add(vertx);
        return vertx;
    }

    private static ClusterOptions options(List<String> members, int at) {
        return new ClusterOptions("test", "127.0.0.1", at, members);
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
