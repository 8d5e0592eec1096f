package io.lorkd.coordinator.command;

import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.coordinator.journal.PostgresSettings;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.coordinator.trace.TracesSection;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.link.ClusterSection;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.metrics.MetricsSection;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The coordinator's configuration file. Relative paths in it start at the folder that the file is in. */
public record CoordinatorFile(
        @Key("The plan: what is trained and how, in YAML; none where operators start runs from plans of theirs, on the"
                + " dashboard.")
        Optional<Path> plan,

        @Key(
                value =
                        "Whether the coordinator stays when its plan's run has ended, for operators to start others; it does"
                                + " so without a plan.",
                defaultValue = "false")
        boolean stayAfterRun,

        @Key("The folder for the journal and tensor files. It is made where it is missing.")
        Path state,

        @Key("Where the dashboard listens.") HttpSection http,
        @Key("When a site counts as living.") LivenessSection liveness,
        @Key("How the coordinator's own machines reach it.") LinkSection link,

        @Key("How sites reach it over the internet; none where all are members of the cluster, or gateways are.")
        Optional<GatewaySection> gateway,

        @Key("A PostgreSQL database for the journal; none where the journal is a file in the state folder.")
        Optional<JournalSection> journal,

        @Key("Where Prometheus reads the coordinator's metrics; nowhere without it.")
        Optional<MetricsSection> metrics,

        @Key("The OpenTelemetry collector that spans of rounds are sent to; none are made without it.")
        Optional<TracesSection> traces) {

    public CoordinatorFile {
        if (link.cluster().isEmpty() && gateway.isEmpty()) {
            throw new InvalidConfigurationException(
                    "found neither gateway nor link.cluster; expected at least one, or no site could reach the coordinator");
        }
    }

    /** A journal in PostgreSQL. */
    public record JournalSection(
            @Key("The database, such as jdbc:postgresql://host/lorkd; without a password.")
            String url,

            @Key("The database's user, who owns its tables.")
            String user,

            @Key("A file that holds the user's password and nothing else; none where the server asks for none.")
            Optional<Path> passwordFile) {

        public JournalSection {
            new PostgresSettings(url, user, passwordFile);
        }

        PostgresSettings settings(Path base) {
            return new PostgresSettings(url, user, passwordFile.map(base::resolve));
        }
    }

    /** Heartbeats. */
    public record LivenessSection(
            @Key(value = "How often a site says that it lives.", defaultValue = "1s")
            Duration heartbeat,

            @Key(
                    value = "How long a site may be silent before it counts as lost; longer than the heartbeat.",
                    defaultValue = "10s")
            Duration lostAfter) {

        public LivenessSection {
            new Liveness(heartbeat, lostAfter);
        }
    }

    /** How members of a cluster reach the coordinator. */
    public record LinkSection(
            @Key("Other machines that are trusted: sites without a gateway, gateways of their own.")
            Optional<ClusterSection> cluster) {

        private Future<Vertx> open(Path base, UnaryOperator<VertxBuilder> observed) {
            return cluster.map(section -> Link.cluster(section.coordinatorOptions(base), observed))
                    .orElseGet(() -> Link.local(observed));
        }
    }

    /** @param file where this was read from */
    CoordinatorSettings settings(Path file) {
        Path base = base(file);
        CoordinatorSettings settings = plan.map(yaml -> run(PlanReader.read(base.resolve(yaml)), base.resolve(state)))
                .orElseGet(() -> CoordinatorSettings.waiting(base.resolve(state)))
                .withHttp(http.settings(base))
                .withLiveness(new Liveness(liveness.heartbeat(), liveness.lostAfter()));
        return journalSettings(file).map(settings::withJournal).orElse(settings);
    }

    private CoordinatorSettings run(Plan read, Path folder) {
        CoordinatorSettings settings = CoordinatorSettings.of(read, folder);
        return stayAfterRun ? settings.withStay() : settings;
    }

    /** The journal's database; empty where the journal is in the state folder. */
    Optional<PostgresSettings> journalSettings(Path file) {
        return journal.map(section -> section.settings(base(file)));
    }

    /**
     * The event bus that members of the cluster reach the coordinator on, or one of its own.
     *
     * @param observed adds what measures or traces it
     */
    Future<Vertx> openLink(Path file, UnaryOperator<VertxBuilder> observed) {
        return link.open(base(file), observed);
    }

    /** The gateway inside the coordinator, if there is one. */
    Optional<GatewaySettings> gatewaySettings(Path file) {
        return gateway.map(section -> section.settings(base(file)));
    }

    private static Path base(Path file) {
        return file.toAbsolutePath().getParent();
    }
}
