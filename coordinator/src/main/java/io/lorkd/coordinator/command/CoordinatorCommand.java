package io.lorkd.coordinator.command;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.gateway.Gateway;
import io.lorkd.coordinator.metrics.RunMetrics;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.coordinator.trace.Traces;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ClosingOnSignal;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.metrics.Metrics;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

/** {@code lorkd coordinator}: the daemon that schedules one run. */
@Command(
        name = "coordinator",
        mixinStandardHelpOptions = true,
        description =
                "Schedule runs: wait for sites and take them through the rounds. With a plan in its configuration it ends with that"
                        + " run, and without one it waits for operators to start runs. A run that was interrupted goes on.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the run has finished",
            "1:the run failed, an operator stopped it, or the coordinator could not start or go on (a port in use, a full disk)",
            "2:the configuration or the plan cannot be used, or is not that of the run in the state folder"
        },
        footer = {
            "",
            "A run that an earlier process left in the state folder is taken up where it was: after SIGTERM, a crash or a"
                    + " power failure, start the coordinator again. What happens is logged to standard output; how the"
                    + " run ended is written to outcome.json in the state folder."
        })
public final class CoordinatorCommand implements LorkdCommand {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorCommand.class);

    /** The file in the state folder that the run's outcome is written to, as JSON. */
    public static final String OUTCOME = RunOutcome.FILE;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The coordinator's configuration, in YAML.")
    private Path config;

    @Override
    public Integer call() {
        CoordinatorFile file = ConfigurationReader.read(config, CoordinatorFile.class);
        Optional<Metrics> metrics = file.metrics().map(Metrics::ofProcess);
        Optional<Traces> traces = file.traces().map(Traces::to);
        CoordinatorSettings settings = file.settings(config).withEvents(listeners(metrics, traces));
        Vertx vertx = Await.result(file.openLink(config, Metrics.observing(metrics)));
        try {
            metrics.ifPresent(shown -> Await.result(shown.serve(vertx)));
            // Before the coordinator, so that a wrong certificate ends nothing that has begun; sites that are early ask
            // again.
            file.gatewaySettings(config).ifPresent(gateway -> Await.result(Gateway.start(vertx, gateway)));
            Coordinator coordinator = Await.result(Coordinator.start(vertx, settings));
            return ClosingOnSignal.during(
                    "the coordinator", vertx, coordinator::close, () -> report(untilEnd(coordinator, settings)));
        } finally {
            Await.result(vertx.close());
            traces.ifPresent(Traces::close);
        }
    }

    private static CoordinatorEvents listeners(Optional<Metrics> metrics, Optional<Traces> traces) {
        CoordinatorEvents counting = metrics.<CoordinatorEvents>map(
                        shown -> new RunMetrics(shown.registry(), System::nanoTime))
                .orElseGet(CoordinatorEvents::none);
        return traces.map(sent -> counting.andThen(sent.events())).orElse(counting);
    }

    private static RunOutcome untilEnd(Coordinator coordinator, CoordinatorSettings settings) {
        LOG.info("Dashboard: {}", coordinator.url());
        // To the eyes of who started it, and to no log that is kept: whoever has it may become the operator.
        coordinator
                .firstLink()
                .ifPresent(link -> System.out.println(
                        "Nobody can sign in yet. This link, good once and until the coordinator ends, makes the first operator:\n"
                                + link));
        try {
            return Await.result(coordinator.outcome());
        } finally {
            Await.result(coordinator.close());
        }
    }

    private static int report(RunOutcome outcome) {
        if (outcome.state() == RunOutcome.State.OPEN) {
            throw new RunFailedException("run " + outcome.run() + " is left open: " + outcome.reason());
        }
        if (outcome.state() == RunOutcome.State.STOPPED) {
            throw new RunFailedException("run " + outcome.run() + " was " + outcome.reason());
        }
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
}
