package io.lorkd.faults;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** {@code lorkd line}: a bad line to a gateway, for trying out what a federation does on one. */
@Command(
        name = "line",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Pass a TCP connection on, badly: late, slowly, and cut off from time to time.",
            "TLS goes through it untouched. Ends with SIGTERM."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"1:its port is in use", "2:bad usage", "143:it was ended by a signal"})
public final class LineCommand implements LorkdCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--listen",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Where it begins; port 0 takes a free one.")
    private String listen;

    @Option(names = "--to", required = true, paramLabel = "HOST:PORT", description = "Where it ends.")
    private String to;

    @Option(
            names = "--delay-ms",
            paramLabel = "MS",
            defaultValue = "0",
            description = "By how much each piece is late (default: ${DEFAULT-VALUE}).")
    private int delay;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            description = "What comes through, per connection and direction (default: no limit).")
    private Long bytesPerSecond;

    @Option(
            names = "--cut-every",
            paramLabel = "SECONDS",
            description = "Cut all connections this often (default: never).")
    private Integer cutEvery;

    @Override
    public Integer call() throws InterruptedException {
        SocketAddress begin = address("--listen", listen);
        SocketAddress end = address("--to", to);
        if (delay < 0 || bytesPerSecond != null && bytesPerSecond < 1 || cutEvery != null && cutEvery < 1) {
            throw new InvalidConfigurationException(
                    "--delay-ms must be 0 or more, --bytes-per-second and --cut-every 1 or more");
        }
        Vertx vertx = Vertx.vertx();
        try {
            FaultProxy proxy = Await.result(FaultProxy.start(vertx, begin, end)
                    .recover(e -> Future.failedFuture(new RunFailedException(
                            "The line cannot begin at " + listen + " (" + e.getMessage()
                                    + "); end what has this port, or give another one (0 takes any)",
                            e))));
            Await.result(proxy.delay(Duration.ofMillis(delay)));
            if (bytesPerSecond != null) {
                Await.result(proxy.throttle(bytesPerSecond));
            }
            if (cutEvery != null) {
                vertx.setPeriodic(cutEvery * 1000L, timer -> proxy.cut());
            }
            spec.commandLine().getOut().printf("line: %s:%d to %s%n", begin.host(), proxy.port(), to);
            spec.commandLine().getOut().flush();
            // A signal ends the JVM, and there is nothing to be kept.
            new CountDownLatch(1).await();
            return ExitCode.DONE;
        } finally {
            Await.result(vertx.close());
        }
    }

    private static SocketAddress address(String option, String value) {
        int colon = value.lastIndexOf(':');
        try {
            return SocketAddress.inetSocketAddress(
                    Integer.parseInt(value.substring(colon + 1)), value.substring(0, Math.max(colon, 0)));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(option + ": found '" + value + "'; expected HOST:PORT", e);
        }
    }
}
