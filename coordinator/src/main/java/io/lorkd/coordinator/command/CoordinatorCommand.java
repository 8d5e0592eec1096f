package io.lorkd.coordinator.command;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.link.Link;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code lorkd coordinator}: the daemon that schedules one run. */
@Command(
        name = "coordinator",
        mixinStandardHelpOptions = true,
        description = "Schedules a run: waits for its sites, takes them through the rounds, and ends with the run.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the run has finished",
            "1:the run failed, was ended by a signal, or could not start (a port in use, say)",
            "2:the configuration or the plan cannot be used"
        },
        footer = {"", "What happens is logged to standard output. SIGTERM ends the run and tells the sites."})
public final class CoordinatorCommand implements LorkdCommand {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCommand.class);

    /** Rows are written, sites told and files closed well within this. */
    private static final long SHUTDOWN_SECONDS = 30;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The coordinator's configuration, in YAML.")
    private Path config;

    @Override
    public Integer call() {
        CoordinatorFile file = ConfigurationReader.read(config, CoordinatorFile.class);
        CoordinatorSettings settings = file.settings(config);
        Vertx vertx = join(file);
        Thread onSignal = null;
        try {
            Coordinator coordinator = await(Coordinator.start(vertx, settings));
            onSignal = closeOnSignal(coordinator, vertx);
            LOG.info("Status: http://{}:{}/api/v1/status", settings.http().host(), coordinator.port());
            RunOutcome outcome = await(coordinator.outcome());
            await(coordinator.close());
            return report(outcome);
        } finally {
            stay(onSignal);
            await(vertx.close());
        }
    }

    private static Vertx join(CoordinatorFile file) {
        try {
            return await(Link.cluster(file.link().options()));
        } catch (InvalidConfigurationException | RunFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RunFailedException(
                    "the coordinator cannot open the cluster at " + file.link().host() + ":"
                            + file.link().port() + ": " + e.getMessage() + "; check link.host and link.port",
                    e);
        }
    }

    private static int report(RunOutcome outcome) {
        if (!outcome.finished()) {
            throw new RunFailedException("run " + outcome.run() + " failed: " + outcome.reason());
        }
        LOG.info(
                "{} rounds; backbone {} in {}; {} bytes down, {} up",
                outcome.rounds(),
                outcome.backboneSha256(),
                outcome.backbone(),
                outcome.bytes().down(),
                outcome.bytes().up());
        return ExitCode.DONE;
    }

    private static Thread closeOnSignal(Coordinator coordinator, Vertx vertx) {
        Thread closing = new Thread(
                () -> {
                    try {
                        coordinator
                                .close()
                                .eventually(vertx::close)
                                .toCompletionStage()
                                .toCompletableFuture()
                                .get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (TimeoutException | ExecutionException e) {
                        LOG.error("The coordinator did not close in good order", e);
                    }
                },
                "lorkd-coordinator-shutdown");
        Runtime.getRuntime().addShutdownHook(closing);
        return closing;
    }

    /** The JVM is not ending by a signal, so its hook is not needed. */
    private static void stay(Thread onSignal) {
        try {
            if (onSignal != null) {
                Runtime.getRuntime().removeShutdownHook(onSignal);
            }
        } catch (IllegalStateException e) {
            LOG.debug("It is ending by a signal, and the hook is at work");
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
