package io.lorkd.site.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ClosingOnSignal;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.metrics.Metrics;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.console.ConsoleView;
import io.lorkd.site.console.SiteConsole;
import io.lorkd.site.console.SiteFacts;
import io.lorkd.site.event.SiteEvents;
import io.lorkd.site.metrics.SiteMetrics;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code lorkd site}: the daemon in a hospital. */
@Command(
        name = "site",
        mixinStandardHelpOptions = true,
        description = "Take part in a federation: train this site's experts, which never leave it.",
        subcommands = {SiteRequestCommand.class, SiteApproveCommand.class, SiteLedgerCommand.class},
        commandListHeading = "%nCommands, in place of taking part:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the run has finished, the experts are written",
            "1:the run failed, or its coordinator ended it",
            "2:the configuration or the data cannot be used, or the coordinator refuses the site"
        },
        footer = {
            "",
            "SIGTERM ends the step that is being computed, writes down how far the round is, and exits with 143. The"
                    + " coordinator is told nothing: started again on the same state folder, the site goes on from there,"
                    + " as it does after a crash. While the coordinator is silent the site keeps trying to reach it."
        })
public final class SiteCommand implements LorkdCommand {
    private static final Logger LOG = LoggerFactory.getLogger(SiteCommand.class);

    @Spec
    private CommandSpec spec;

    /** Required, but not where a command is named in its place, so it is asked for in {@link #call}. */
    @Option(names = "--config", paramLabel = "FILE", description = "The site's configuration, in YAML.")
    private Path config;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        if (config == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--config=FILE'");
        }
        SiteFile file = ConfigurationReader.read(config, SiteFile.class);
        Optional<Metrics> metrics = file.metrics().map(Metrics::ofProcess);
        ConsoleView view = new ConsoleView(Clock.systemUTC());
        SiteSettings settings = file.settings(config)
                .withEvents(metrics.<SiteEvents>map(shown -> new SiteMetrics(shown.registry(), System::nanoTime))
                        .orElseGet(SiteEvents::none)
                        .andThen(view));
        try (SiteAgent.Prepared prepared = SiteAgent.prepare(settings)) {
            Path base = SiteFile.base(config);
            Optional<SiteConsole> console = file.console().map(section -> open(section, settings, prepared, view));
            Vertx vertx = Await.result(file.link().eventBus(base, Metrics.observing(metrics)));
            try {
                metrics.ifPresent(shown -> Await.result(shown.serve(vertx)));
                Await.result(file.link().connect(vertx, prepared.identity(), base));
                int code = takePart(prepared, vertx, file.stay());
                while (file.stay()) {
                    try (SiteAgent.Prepared next = SiteAgent.prepare(settings)) {
                        takePart(next, vertx, true);
                    }
                }
                return code;
            } finally {
                Await.result(vertx.close());
                console.ifPresent(opened -> Await.result(opened.close()));
            }
        }
    }

    private SiteConsole open(
            ConsoleSection section, SiteSettings settings, SiteAgent.Prepared prepared, ConsoleView view) {
        SiteFacts facts = new SiteFacts(
                settings.site(),
                prepared.device(),
                prepared.regions(),
                settings.state(),
                settings.policy().words());
        SiteConsole console = Await.result(SiteConsole.open(section.port(), facts, view, settings.pictures()));
        // On the terminal and not in the log: whoever has the link can look.
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Console: %s%n", console.link());
        out.flush();
        return console;
    }

    private int takePart(SiteAgent.Prepared prepared, Vertx vertx, boolean stays) {
        SiteAgent agent = Await.result(prepared.start(vertx));
        return ClosingOnSignal.during("the site", vertx, agent::close, () -> report(untilEnd(agent), stays));
    }

    /** Closed before the event bus is: a signal may be closing the agent, too. */
    private static SiteOutcome untilEnd(SiteAgent agent) {
        try {
            return Await.result(agent.ended());
        } finally {
            Await.result(agent.close());
        }
    }

    /** @param stays whether the next run is waited for, however the coordinator has ended this one */
    private int report(SiteOutcome outcome, boolean stays) {
        return switch (outcome.kind()) {
            case FINISHED -> {
                print(outcome);
                yield outcome.kind().exitCode();
            }
            case ENDED -> {
                if (!stays) {
                    throw new RunFailedException(outcome.reason());
                }
                LOG.warn("{}; waiting for the next run", outcome.reason());
                yield outcome.kind().exitCode();
            }
            case REFUSED -> throw new InvalidConfigurationException(outcome.reason());
            case FAILED, CLOSED -> throw new RunFailedException(outcome.reason());
        };
    }

    private void print(SiteOutcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(json(outcome));
            out.flush();
            return;
        }
        List<String> scores = shown(outcome.regions());
        out.printf("%-24s %8s %8s %4s", "region", "samples", "tested", "rank");
        scores.forEach(name -> out.printf(" %9s", name));
        out.println();
        for (RegionResult region : outcome.regions()) {
            out.printf(
                    Locale.ROOT,
                    "%-24s %8d %8d %4d",
                    region.region(),
                    region.samples(),
                    region.tested(),
                    region.rank());
            scores.forEach(name -> out.printf(
                    Locale.ROOT, " %9.3f", region.scores().values().get(name).orElse(Double.NaN)));
            out.println();
        }
        out.printf("experts: %s%n", outcome.experts());
        out.flush();
    }

    private static String json(SiteOutcome outcome) {
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("experts", outcome.experts().toString());
        ArrayNode regions = json.putArray("regions");
        for (RegionResult region : outcome.regions()) {
            ObjectNode scores = regions.addObject()
                    .put("region", region.region())
                    .put("samples", region.samples())
                    .put("tested", region.tested())
                    .put("rank", region.rank())
                    .putObject("scores");
            region.scores().values().forEach((name, value) -> value.ifPresent(score -> scores.put(name, score)));
        }
        return json.toString();
    }

    /** A run has one task, so all its regions are scored alike. */
    private static List<String> shown(List<RegionResult> regions) {
        boolean segmented = regions.stream().anyMatch(region -> region.scores() instanceof Scores.Segmentation);
        return segmented ? List.of("dsc", "nsd") : List.of("accuracy");
    }
}
