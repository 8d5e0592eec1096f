package io.lorkd.bench.federation;

import io.lorkd.launcher.Launch;
import io.lorkd.protocol.command.RunFailedException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of the benchmark's own processes. It says what it has to say in lines on standard output that begin with a word, logs
 * to standard error, and ends when its standard input does: it never outlives the benchmark.
 */
final class ChildProcess implements AutoCloseable {
    private static final long GRACE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final BufferedReader says;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.says = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.log = log;
    }

    /** @param log takes standard error */
    static ChildProcess start(String name, List<String> arguments, Path log) {
        List<String> line = new ArrayList<>(Launch.command(List.of()));
        line.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            Process process =
                    new ProcessBuilder(line).redirectError(log.toFile()).start();
            return new ChildProcess(name, process, log);
        } catch (IOException e) {
            throw new RunFailedException("the process of " + name + " could not be started: " + e, e);
        }
    }

    /** The rest of the next line that begins with this word. Blocks until it is said. */
    String await(String word) {
        try {
            for (String line = says.readLine(); line != null; line = says.readLine()) {
                if (line.startsWith(word + " ")) {
                    return line.substring(word.length() + 1);
                }
            }
        } catch (IOException e) {
            throw new RunFailedException(name + " could not be listened to: " + e, e);
        }
        throw new RunFailedException(name + " ended before it said '" + word + "'; its log is " + log);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
