package io.lorkd.launcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Exit code 1: the input was good, and it could not be done. */
class FailedRunTest {

    @TempDir
    Path temporary;

    @Test
    void theStatusPortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Called called = lorkd("coordinator", "--config", coordinator(taken.getLocalPort(), 0));

            assertThat(called.err())
                    .contains("" + taken.getLocalPort(), "in use")
                    .doesNotContain("\tat ");
            assertThat(called.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void theClusterPortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Called called = lorkd("coordinator", "--config", coordinator(0, taken.getLocalPort()));

            assertThat(called.err())
                    .contains("" + taken.getLocalPort(), "in use", "choose another port")
                    .doesNotContain("\tat ");
            assertThat(called.exitCode()).isEqualTo(1);
        }
    }

    private String coordinator(int statusPort, int clusterPort) throws IOException {
        Files.writeString(temporary.resolve("plan.yaml"), "name: p\n");
        return Files.writeString(temporary.resolve("coordinator.yaml"), """
                        plan: plan.yaml
                        state: state
                        http: {port: %d}
                        link: {cluster: {name: lorkd-test, port: %d}}
                        """.formatted(statusPort, clusterPort))
                .toString();
    }

    /** At this learning rate the first round ends in infinities, which the coordinator refuses from everybody. */
    @Test
    void aRunThatCannotReachItsRounds() throws IOException {
        Path data = Files.createDirectory(temporary.resolve("data"));
        DataFixture.medMnist(data.resolve("breast.npz"), 0, 1, 0, 1, 0, 1);
        DataFixture.medMnist(data.resolve("skin.npz"), 1, 0, 1, 0);
        Path plan = Files.writeString(temporary.resolve("plan.yaml"), """
                network: {imageSize: 8}
                normalisation: {statistics: frozen}
                training: {learningRate: 10, batchSize: 4}
                rounds: {warmup: 0, decomposition: 2, localSteps: 8, attempts: 2}
                """);
        Path out = temporary.resolve("out");

        Called called =
                lorkd("simulate", "--plan", plan.toString(), "--data", data.toString(), "--out", out.toString());

        assertThat(called.err()).contains("Round 1 was abandoned 2 times", "refused or failed");
        assertThat(called.out()).contains("NaN");
        assertThat(called.exitCode()).isEqualTo(1);
        assertThat(out.resolve("lorkd").resolve("sites").resolve("site-skin").resolve("experts"))
                .isEmptyDirectory();
    }
}
