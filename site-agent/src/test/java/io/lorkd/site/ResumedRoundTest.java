package io.lorkd.site;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.Recall;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.Work;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.train.WatchedRegion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.site.StubCoordinator.RUN;
import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;

/** A site with the real trainer that is closed in the middle of a round ends it, after a restart, with the same bits. */
class ResumedRoundTest {
    private static final Work WORK = new Work.Steps(6, 4);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private SiteAgent start(String state, SiteRegion region) {
        return result(SiteAgent.start(
                vertx,
                new SiteSettings(SITE, temporary.resolve(state), List.of(region), new StepLock())
                        .withCheckpoint(Duration.ofDays(1))));
    }

    private StubCoordinator coordinator(String name) throws IOException {
        return new StubCoordinator(vertx, Files.createDirectories(temporary.resolve(name)), TestRegions.plan())
                .listen();
    }

    private static RoundOffer offer(StubCoordinator coordinator, int round) {
        return coordinator.offer(round, 1, Phase.DECOMPOSITION, Map.of("breast", 4), WORK);
    }

    @Test
    void aClosedSiteGoesOnWithTheStepAfterTheLast() throws IOException {
        StubCoordinator undisturbed = coordinator("undisturbed");
        SiteAgent whole = start("whole", TestRegions.region("breast", 10));
        undisturbed.tell(offer(undisturbed, 1));
        UpdateReady expectedFirst = undisturbed.hears(UpdateReady.class, 1);
        undisturbed.tell(undisturbed.committed(1, 1, SITE));
        undisturbed.tell(offer(undisturbed, 2));
        UpdateReady expectedSecond = undisturbed.hears(UpdateReady.class, 2);
        result(whole.close());
        result(undisturbed.close());

        StubCoordinator disturbed = coordinator("disturbed");
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        SiteAgent cut = start("cut", held(TestRegions.region("breast", 10), 14, reading, closing));
        disturbed.tell(offer(disturbed, 1));
        await(reading);
        Future<Void> closed = cut.close();
        Awaitility.await().until(() -> isDeaf(disturbed));
        closing.countDown();
        result(closed);
        assertThat(disturbed.all(UpdateReady.class)).isEmpty();
        assertThat(temporary.resolve("cut/checkpoints")).isDirectoryContaining("glob:**/step-4");

        start("cut", TestRegions.region("breast", 10));
        disturbed.tell(offer(disturbed, 1));
        UpdateReady first = disturbed.hears(UpdateReady.class, 1);
        disturbed.tell(disturbed.committed(1, 1, SITE));
        disturbed.tell(offer(disturbed, 2));
        UpdateReady second = disturbed.hears(UpdateReady.class, 2);

        assertThat(expectedFirst.metrics()).containsOnlyKeys("accuracy/breast");
        assertThat(expectedFirst.metrics().get("accuracy/breast")).isBetween(0.0, 1.0);
        assertSame(first, expectedFirst);
        assertSame(second, expectedSecond);
        assertThat(temporary.resolve("cut/checkpoints")).doesNotExist();
    }

    /** But for the ledger, which says when each update was granted. */
    private static void assertSame(UpdateReady found, UpdateReady expected) {
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("ledgerHead")
                .isEqualTo(expected);
    }

    /** Whether the site has stopped listening, which it does after it has told its trainer to end. */
    private static boolean isDeaf(StubCoordinator coordinator) {
        return result(coordinator.asks(new Recall(RUN)).transform(asked -> Future.succeededFuture(asked.failed())));
    }

    /** A region whose n-th image is read only once the test says so. */
    private static SiteRegion held(SiteRegion region, int read, CountDownLatch reading, CountDownLatch until) {
        AtomicInteger reads = new AtomicInteger();
        return WatchedRegion.of(region, () -> {
            if (reads.incrementAndGet() == read) {
                reading.countDown();
                await(until);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
