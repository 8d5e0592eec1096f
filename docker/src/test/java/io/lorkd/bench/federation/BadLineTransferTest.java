package io.lorkd.bench.federation;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.gateway.Gateway;
import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.faults.FaultProxy;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.link.gateway.GatewayUrl;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BadLineTransferTest {
    private static final int MEGABYTES = 200;
    private static final long BYTES_PER_SECOND = 11_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void aLargeUpdateOverASlowLineThatBreaksThreeTimesArrivesInItsRound() throws IOException {
        List<CoordinatorEvent> events = new CopyOnWriteArrayList<>();
        Certificates certificates = Certificates.in(folder.resolve("certificates"));
        BackboneManifest manifest = BackboneManifest.of(SyntheticNetwork.of(MEGABYTES), true, Dtype.F32);
        UpdateFiles files = UpdateFiles.in(folder.resolve("sites"), manifest);
        files.prepare(StubSite.id(0));
        Gateway gateway = Await.result(
                Gateway.start(vertx, new GatewaySettings(Certificates.LOOPBACK, 0, certificates.server())));
        Coordinator coordinator = Await.result(Coordinator.start(
                vertx,
                CoordinatorSettings.of(CoordinatorProcessCommand.plan(1, 1), folder.resolve("coordinator"))
                        .withNetwork(SyntheticNetwork.of(MEGABYTES))
                        .withHttp(HttpSettings.anyLocalPort())
                        .withEvents(events::add)));
        FaultProxy line = Await.result(FaultProxy.start(vertx, gateway.port()));
        Await.result(line.throttle(BYTES_PER_SECOND));
        RoundLog log = new RoundLog(1, round -> {});

        try (StubSites site = new StubSites()) {
            site.add(
                    certificates.site(StubSite.id(0)),
                    new GatewayUrl(Certificates.LOOPBACK, line.port()),
                    files,
                    log,
                    Optional.empty());
            site.join();
            for (int quarter = 1; quarter <= 3; quarter++) {
                long reached = manifest.fileBytes() * quarter / 4;
                await().atMost(PATIENCE).until(() -> site.bytesServed() >= reached);
                Await.result(line.cut());
            }
            await().atMost(PATIENCE).until(() -> coordinator.outcome().isComplete());
            RunOutcome outcome = Await.result(coordinator.outcome());

            assertThat(outcome.finished()).as(outcome.reason()).isTrue();
            assertThat(log.lost(1)).isZero();
            assertThat(events).noneMatch(RoundEvent.RoundAbandoned.class::isInstance);
            assertThat(events)
                    .filteredOn(RoundEvent.RoundOffered.class::isInstance)
                    .hasSize(1);
            // Each cut costs the chunks that were on their way, and nothing that had arrived.
            assertThat(outcome.bytes().up()).isEqualTo(manifest.fileBytes());
            assertThat(site.bytesServed()).isLessThan(manifest.fileBytes() + 3 * 8 * 256 * 1024);
            assertThat(site.slowestHeartbeatSeconds()).isPositive().isLessThan(1);
            Await.result(coordinator.close());
        }
    }
}
