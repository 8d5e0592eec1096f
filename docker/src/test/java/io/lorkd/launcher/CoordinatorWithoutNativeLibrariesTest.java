package io.lorkd.launcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The process that faces the network runs in plain Java: without the engine's jars and without anybody else's. */
class CoordinatorWithoutNativeLibrariesTest {
    /** What the distribution keeps in lib/native. */
    private static final Set<String> NATIVE_GROUPS =
            Set.of("/ai/djl/", "/net/java/dev/jna/", "/com/microsoft/onnxruntime/");

    @TempDir
    Path temporary;

    private static List<String> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NATIVE_GROUPS.stream()
                        .noneMatch(
                                group -> entry.replace(File.separatorChar, '/').contains(group)))
                .toList();
    }

    /** Hazelcast brings helpers for pings and for pinned threads, which nobody switches on; see the test below. */
    @Test
    void noJarOfItsClassPathButHazelcastHoldsANativeLibrary() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String entry : classPath()) {
            if (entry.endsWith(".jar") && !entry.contains("hazelcast")) {
                try (JarFile jar = new JarFile(entry)) {
                    jar.stream()
                            .map(file -> file.getName())
                            .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
                            .forEach(name -> found.add(Path.of(entry).getFileName() + "!" + name));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void itStartsOnThatClassPathAndAnswers() throws IOException, InterruptedException {
        int port = freePort();
        Files.writeString(temporary.resolve("plan.yaml"), "name: plain-java\n");
        Path config = Files.writeString(temporary.resolve("coordinator.yaml"), """
                plan: plan.yaml
                state: state
                http: {port: %d}
                link: {cluster: {name: plain-java-%d, port: 0}}
                """.formatted(port, port));
        Path log = temporary.resolve("log");
        Process coordinator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath().stream().collect(Collectors.joining(File.pathSeparator)),
                        "io.lorkd.launcher.Main",
                        "coordinator",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(coordinator.isAlive())
                                .as(Files.readString(log))
                                .isTrue();
                        return answers(port);
                    });
            assertThat(Files.readString(Path.of("/proc", "" + coordinator.pid(), "maps")))
                    .as("libraries that the process has loaded")
                    .doesNotContainPattern("(?i)torch|djl|/tmp/.*\\.so");
        } finally {
            coordinator.destroy();
            assertThat(coordinator.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(coordinator.exitValue()).as("ended by a signal").isNotZero();
    }

    private static boolean answers(int port) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
