package io.lorkd.coordinator.gateway;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

import static io.lorkd.coordinator.gateway.TestLink.result;
import static org.assertj.core.api.Assertions.assertThat;

class GatewayTest {
    @TempDir
    private Path folder;

    private TestLink link;

    @BeforeEach
    void open() {
        link = new TestLink(folder);
    }

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void messagesAndAnswersCrossInBothDirections() {
        Vertx site = link.site("site-a");
        new Messenger(link.coordinator)
                .onCoordinatorMessage(message -> Future.succeededFuture(
                        new Answer.Wait(java.time.Duration.ofSeconds(3), message.site() + " is early")));
        new Messenger(site).onSiteMessage("site-a", message -> Future.succeededFuture(new Answer.Accepted()));

        assertThat(result(new Messenger(site).tell(Address.coordinator(), heartbeat("site-a"))))
                .isEqualTo(new Answer.Wait(java.time.Duration.ofSeconds(3), "site-a is early"));
        assertThat(result(new Messenger(link.coordinator)
                        .tell(Address.site("site-a"), new ToSite.RunEnded("run", "it is over"))))
                .isEqualTo(new Answer.Accepted());
    }

    @Test
    void filesCrossInBothDirections() throws IOException {
        Vertx site = link.site("site-a");
        pull(link.coordinator, "coordinator", site, "site-a", 3_000_001);
        pull(site, "site-a", link.coordinator, "coordinator", 5_000_003);
    }

    private void pull(Vertx from, String holder, Vertx to, String peer, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Path file = Files.write(folder.resolve("held-" + bytes), content);
        BlobHolder.serve(from, holder).grant(Sha256.hex(content), file, peer);

        Path pulled = result(new BlobPuller(to, peer)
                .pull(holder, Sha256.hex(content), bytes, folder.resolve("pulled-" + bytes), done -> {}));

        assertThat(pulled).hasBinaryContent(content);
    }

    static ToCoordinator.Heartbeat heartbeat(String site) {
        return new ToCoordinator.Heartbeat(site, "instance-of-" + site, Optional.empty());
    }
}
