package io.lorkd.protocol.transfer;

import io.lorkd.protocol.FreePort;
import io.lorkd.protocol.link.ClusterOptions;
import io.lorkd.protocol.link.Link;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static io.lorkd.protocol.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

class ClusterTransferTest {
    @Test
    void aFileCrossesTheClusterLink(@TempDir Path folder) throws IOException {
        byte[] content = new byte[(5 << 20) + 3];
        new Random(2).nextBytes(content);
        Path file = Files.write(folder.resolve("backbone"), content);
        int port = FreePort.find();
        Vertx coordinator = await(Link.cluster(new ClusterOptions("transfer", "127.0.0.1", port, List.of())));
        Vertx site = await(Link.cluster(new ClusterOptions("transfer", "127.0.0.1", 0, List.of("127.0.0.1:" + port))));
        try {
            BlobHolder holder = BlobHolder.serve(coordinator, "coordinator");
            await(holder.ready());
            holder.grant(Sha256.hex(content), file, "site-a");

            Path pulled = await(new BlobPuller(site, "site-a")
                    .pull("coordinator", Sha256.hex(content), content.length, folder.resolve("pulled"), bytes -> {}));

            assertThat(pulled).hasBinaryContent(content);
            assertThat(holder.bytesServed()).isEqualTo(content.length);
        } finally {
            await(site.close());
            await(coordinator.close());
        }
    }
}
