package io.lorkd.site;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.link.ClusterOptions;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToSite.RunEnded;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.lorkd.site.command.SiteCommand;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code lorkd site} as a member of a real cluster on loopback. */
class SiteDaemonTest {
    private static int port;
    private static Vertx vertx;

    @TempDir
    Path temporary;

    private final StringWriter out = new StringWriter();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Path config;

    @BeforeAll
    static void makeCluster() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        vertx = result(
                Link.cluster(new ClusterOptions("site-daemon-test", "127.0.0.1", port, List.of("127.0.0.1:" + port))));
    }

    @AfterAll
    static void closeCluster() {
        result(vertx.close());
    }

    @BeforeEach
    void writeConfiguration() throws IOException {
        config = Files.writeString(temporary.resolve("site.yaml"), """
                site: %s
                state: state
                link:
                  cluster:
                    name: site-daemon-test
                    members: [127.0.0.1:%d]
                regions:
                  - name: breast
                    phantom: phantom-breast
                """.formatted(SITE, port));
    }

    private CompletableFuture<Integer> daemon() {
        CommandLine line = new CommandLine(new SiteCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            failure.set(exception);
            return 99;
        });
        return CompletableFuture.supplyAsync(() -> line.execute("--config", config.toString()));
    }

    @Test
    void takesPartAndEndsWithTheTableOfItsExperts() {
        StubCoordinator coordinator = new StubCoordinator(vertx, temporary, TestRegions.plan()).listen();
        CompletableFuture<Integer> daemon = daemon();
        coordinator.hears(Enrol.class);
        coordinator.tell(new RunFinished(RUN, coordinator.backbone(1), Map.of("breast", 4)));

        assertThat(daemon.join()).isZero();
        assertThat(out.toString())
                .contains("breast")
                .contains("experts: " + temporary.resolve("state").resolve("experts"));
        result(coordinator.close());
    }

    @Test
    void isToldWhyItIsNotWanted() {
        StubCoordinator coordinator = new StubCoordinator(vertx, temporary, TestRegions.plan());
        coordinator.answer(Enrol.class, new Answer.Refused(Refusal.SITE_ID_TAKEN, "another site is called so"));
        coordinator.listen();

        daemon().join();

        assertThat(failure.get())
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("another site is called so");
        result(coordinator.close());
    }

    @Test
    void failsWhereTheCoordinatorEndsTheRun() {
        StubCoordinator coordinator = new StubCoordinator(vertx, temporary, TestRegions.plan()).listen();
        CompletableFuture<Integer> daemon = daemon();
        coordinator.hears(Enrol.class);
        coordinator.tell(new RunEnded(RUN, "too few sites"));
        daemon.join();

        assertThat(failure.get()).isInstanceOf(RunFailedException.class).hasMessageContaining("too few sites");
        result(coordinator.close());
    }
}
