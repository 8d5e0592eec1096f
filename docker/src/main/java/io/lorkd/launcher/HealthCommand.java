package io.lorkd.launcher;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** {@code lorkd health}: whether a daemon answers, for supervisors on machines that have no other program to ask with. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description =
                "Ask a daemon on this machine whether it is up: a coordinator at /health, a site at its /metrics.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it answered with 200", "1:it did not", "2:the URL cannot be used"})
public final class HealthCommand implements LorkdCommand {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/health",
            description = "What to ask (default: ${DEFAULT-VALUE}).")
    private URI url;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "How long an answer may take (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Override
    public Integer call() {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new InvalidConfigurationException("--url: found '" + url + "'; expected http://HOST:PORT/PATH");
        }
        int status = ask();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new RunFailedException(url + " answered with status " + status);
        }
        return ExitCode.DONE;
    }

    private int ask() {
        try {
            return Health.ask(url, Duration.ofSeconds(timeout));
        } catch (IOException e) {
            throw new RunFailedException(url + " does not answer: " + e.getMessage(), e);
        }
    }
}
