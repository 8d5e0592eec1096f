package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.event.RunEvent;
import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.http.TestDashboard;
import io.lorkd.coordinator.http.access.ApiToken;
import io.lorkd.coordinator.journal.Journal;
import io.lorkd.coordinator.journal.JournalThread;
import io.lorkd.coordinator.run.Plans;
import io.lorkd.coordinator.view.LiveView;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SlowReaderTest {
    private static final int SITES = 500;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<Region> large = List.of(new Region(
            "brain",
            IntStream.range(0, 16).mapToObj(label -> label + "-".repeat(240)).toList(),
            1));

    /** In a field: a client that nothing refers to is closed by the garbage collector. */
    private final NetClient client = vertx.createNetClient();

    private JournalThread journal;
    private LiveView view;
    private StreamRoutes stream;
    private TestDashboard dashboard;

    @BeforeEach
    void start() throws Exception {
        journal = new JournalThread(
                Journal.open(Files.createDirectory(folder.resolve("journal")), Clock.systemUTC()),
                new BlockingWork(vertx, "journal"));
        view = new LiveView(journal, Clock.systemUTC());
        Await.result(vertx.deployVerticle(view));
        view.happened(new RunEvent.RunInHand("run", Plans.deltas(), 10));
        stream = new StreamRoutes(view, journal, Duration.ofSeconds(5));
        dashboard = new TestDashboard(Files.createDirectory(folder.resolve("state")), stream);
    }

    @AfterEach
    void close() {
        dashboard.close();
        Await.result(journal.close());
        Await.result(vertx.close());
    }

    private NetSocket read(AtomicLong heard) throws Exception {
        NetSocket socket = Await.result(client.connect(dashboard.address("/").getPort(), "127.0.0.1"));
        socket.handler(bytes -> heard.addAndGet(bytes.length()));
        socket.write("GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
                + ApiToken.authorization(folder.resolve("state")) + "\r\n\r\n");
        return socket;
    }

    /** About two million characters of news. */
    private void everySiteChanges() {
        for (int site = 0; site < SITES; site++) {
            view.happened(new SiteEvent.SiteReturned("site-" + site, large, "cpu"));
        }
    }

    @Test
    void dropsWhoReadsNothingAndKeepsWhoReads() throws Exception {
        AtomicLong heardByTheSlow = new AtomicLong();
        AtomicLong heardByTheOther = new AtomicLong();
        NetSocket slow = read(heardByTheSlow);
        read(heardByTheOther);
        await().until(() -> stream.readers() == 2);
        slow.pause();

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            everySiteChanges();
            return stream.readers() == 1;
        });

        long before = heardByTheOther.get();
        everySiteChanges();
        await().until(() -> heardByTheOther.get() > before + 1_000_000);
        assertThat(heardByTheSlow.get()).isLessThan(before);
    }
}
