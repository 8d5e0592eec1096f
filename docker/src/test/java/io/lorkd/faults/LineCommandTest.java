package io.lorkd.faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code lorkd line} as a process of its own, since nothing but a signal ends it. */
class LineCommandTest {
    private static final Pattern BEGIN = Pattern.compile("line: 127\\.0\\.0\\.1:(\\d+) to 127\\.0\\.0\\.1:\\d+");
    private static final byte[] HELLO = "how are you?".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final List<Process> lines = new ArrayList<>();

    @AfterEach
    void end() {
        lines.forEach(Process::destroyForcibly);
    }

    private Process line(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.lorkd.launcher.Main",
                "line"));
        command.addAll(List.of(arguments));
        Process line = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        lines.add(line);
        return line;
    }

    private int exitCode(Process line) throws InterruptedException {
        assertThat(line.waitFor(1, TimeUnit.MINUTES)).as("it has ended").isTrue();
        return line.exitValue();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /** Where a line begins, which it says. */
    private static int port(Process line) throws IOException {
        BufferedReader out = line.inputReader(StandardCharsets.UTF_8);
        String said = out.readLine();
        Matcher begin = BEGIN.matcher(String.valueOf(said));
        assertThat(begin.matches()).as(said).isTrue();
        return Integer.parseInt(begin.group(1));
    }

    @Test
    void passesOnWhatItHearsInBothDirectionsUntilASignalEndsIt() throws Exception {
        try (ServerSocket echo = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process line =
                    line("--listen", "127.0.0.1:0", "--to", "127.0.0.1:" + echo.getLocalPort(), "--delay-ms", "1");
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answerOnce(echo));

            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port(line))) {
                caller.getOutputStream().write(HELLO);
                assertThat(caller.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
                answering.get(1, TimeUnit.MINUTES);
            }

            line.destroy();
            assertThat(exitCode(line)).isEqualTo(143);
        }
    }

    private static void answerOnce(ServerSocket echo) {
        try (Socket heard = echo.accept()) {
            heard.getOutputStream().write(heard.getInputStream().readNBytes(HELLO.length));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cutsItsConnectionsFromTimeToTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process line =
                    line("--listen", "127.0.0.1:0", "--to", "127.0.0.1:" + silent.getLocalPort(), "--cut-every", "1");

            try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port(line));
                    Socket heard = silent.accept()) {
                assertThat(CompletableFuture.supplyAsync(() -> isCut(caller)).get(1, TimeUnit.MINUTES))
                        .isTrue();
                assertThat(heard.isConnected()).isTrue();
            }
        }
    }

    /** Waits for the end of a connection on which nobody says anything. */
    private static boolean isCut(Socket caller) {
        try {
            return caller.getInputStream().read() < 0;
        } catch (IOException e) {
            return true; // a reset, not an end in good order
        }
    }

    @Test
    void failsWhereItsPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process line = line("--listen", "127.0.0.1:" + taken.getLocalPort(), "--to", "127.0.0.1:1");

            assertThat(exitCode(line)).isEqualTo(1);
            assertThat(err()).contains("in use").doesNotContain("\tat ");
        }
    }

    @Test
    void refusesWhatIsNoLine() throws Exception {
        assertRefused("--to=HOST:PORT", "--listen", "127.0.0.1:0");
        assertRefused("--listen: found 'here'; expected HOST:PORT", "--listen", "here", "--to", "127.0.0.1:1");
        assertRefused("--to: found '127.0.0.1:99999'", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:99999");
        assertRefused("must be 0 or more", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1", "--delay-ms", "-1");
        assertRefused("1 or more", "--listen", "127.0.0.1:0", "--to", "127.0.0.1:1", "--cut-every", "0");
    }

    private void assertRefused(String sentence, String... arguments) throws Exception {
        assertThat(exitCode(line(arguments))).as(err()).isEqualTo(2);
        assertThat(err()).contains(sentence).doesNotContain("\tat ");
    }
}
