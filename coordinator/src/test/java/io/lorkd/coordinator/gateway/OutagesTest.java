package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.link.NoAnswerException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.PullSettings;
import io.lorkd.protocol.transfer.Sha256;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static io.lorkd.coordinator.gateway.GatewayTest.heartbeat;
import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Lines that break, in every way. */
class OutagesTest {
    @TempDir
    private Path folder;

    private Logged logged;
    private TestLink link;

    @BeforeEach
    void open() {
        logged = new Logged();
        link = new TestLink(folder);
        new Messenger(link.coordinator).onCoordinatorMessage(message -> Future.succeededFuture(new Answer.Accepted()));
    }

    @AfterEach
    void close() {
        link.close();
        logged.close();
    }

    private Vertx siteBehind(BadLine line) {
        Vertx site = link.siteThatTries("site-a", "instance-of-site-a", link.certificates.site("site-a"), line.port());
        connected(1);
        return site;
    }

    private void connected(int sites) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> link.gateway.connections() == sites);
    }

    private static Future<Answer> ask(Vertx site) {
        return new Messenger(site).tell(Address.coordinator(), heartbeat("site-a"));
    }

    private long count(String beginning) {
        return logged.lines().stream()
                .filter(line -> line.startsWith(beginning))
                .count();
    }

    @Test
    void aSiteComesBackWhenTheGatewayDoesAndSaysSoOnce() {
        Vertx site = link.site("site-a");
        int port = link.gateway.port();
        result(link.gateway.close());

        logged.has("the gateway is gone (the gateway is ending)");
        logged.has("no gateway is reached", "127.0.0.1:" + port);
        assertThatThrownBy(() -> result(ask(site)))
                .hasCauseInstanceOf(NoAnswerException.class)
                .hasMessageContaining("nobody listens there");
        link.open(port);
        connected(1);

        await().atMost(20, TimeUnit.SECONDS).until(() -> count("connected to") == 2);
        assertThat(result(ask(site))).isEqualTo(new Answer.Accepted());
        assertThat(count("the gateway is gone")).isOne();
        assertThat(count("no gateway is reached")).isOne();
    }

    @Test
    void whatWaitsForAnAnswerFailsAtOnceWhenTheLineIsCut() {
        try (BadLine line = new BadLine(link.gateway.port())) {
            Vertx site = siteBehind(line);
            Promise<Void> heard = Promise.promise();
            new Messenger(site).onSiteMessage("site-a", message -> {
                heard.tryComplete();
                return Promise.<Answer>promise().future();
            });
            Future<Answer> waiting = new Messenger(link.coordinator)
                    .tell(Address.site("site-a"), new ToSite.RunEnded("run", "over"), Duration.ofMinutes(5));
            result(heard.future());
            line.cut();

            assertThatThrownBy(() -> result(waiting)).hasCauseInstanceOf(NoAnswerException.class);
        }
    }

    @Test
    void aLineThatIsOpenAndDeadIsNoticedAtBothEnds() {
        try (BadLine line = new BadLine(link.gateway.port())) {
            Vertx site = siteBehind(line);
            line.stall();

            await().atMost(20, TimeUnit.SECONDS).until(() -> link.gateway.connections() == 0);
            logged.has("the gateway is gone");
            line.heal();
            connected(1);
            await().atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(result(ask(site))).isEqualTo(new Answer.Accepted()));
        }
    }

    @Test
    void aLineThatIsDeadFromTheStartIsTriedUntilItIsNot() {
        try (BadLine line = new BadLine(link.gateway.port())) {
            line.stall();
            link.siteThatTries("site-a", "instance-of-site-a", link.certificates.site("site-a"), line.port());

            logged.has("no gateway is reached");
            line.heal();
            connected(1);
        }
    }

    @Test
    void aTransferGoesOnFromItsOffsetAfterACut() throws IOException {
        byte[] content = new byte[24 << 20];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("update"), content);
        try (BadLine line = new BadLine(link.gateway.port())) {
            Vertx site = siteBehind(line);
            BlobHolder holder = BlobHolder.serve(site, "site-a");
            holder.grant(Sha256.hex(content), file, "coordinator");
            line.cutAfter(12 << 20);

            Path pulled = result(new BlobPuller(link.coordinator, "coordinator")
                    .pull("site-a", Sha256.hex(content), content.length, folder.resolve("pulled"), bytes -> {}));

            assertThat(pulled).hasBinaryContent(content);
            assertThat(count("connected to")).isEqualTo(2);
            // What was on its way at the cut is asked for again, and no more.
            assertThat(holder.bytesServed()).isBetween((long) content.length, content.length + (2L << 20));
        }
    }

    @Test
    void gatewaysAreTriedInTurn() throws IOException {
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        TlsFiles files = link.certificates.site("site-a");
        link.siteThatTries("site-a", "instance-of-site-a", files, nobody, link.gateway.port());
        connected(1);

        logged.has("no gateway is reached", "127.0.0.1:" + nobody);
        logged.has("connected to wss://127.0.0.1:" + link.gateway.port());
        assertThat(logged.lines())
                .filteredOn(line -> line.contains("no gateway"))
                .hasSize(1);
    }

    @Test
    void aGatewayWithoutACoordinatorAnswersThatNobodyListens() {
        Vertx site = link.site("site-a");

        assertThatThrownBy(() -> result(new BlobPuller(site, "site-a", quick())
                        .pull("coordinator", "0".repeat(64), -1, folder.resolve("nothing"), bytes -> {})))
                .hasMessageContaining("No handlers");
    }

    private static PullSettings quick() {
        return new PullSettings(1 << 20, 1, 1 << 10, Duration.ofSeconds(5), 1, Duration.ofMillis(1));
    }
}
