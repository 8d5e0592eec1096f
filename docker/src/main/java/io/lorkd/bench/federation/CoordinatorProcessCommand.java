package io.lorkd.bench.federation;

import io.lorkd.coordinator.Coordinator;
import io.lorkd.coordinator.CoordinatorSettings;
import io.lorkd.coordinator.gateway.Gateway;
import io.lorkd.coordinator.gateway.GatewaySettings;
import io.lorkd.coordinator.http.HttpSettings;
import io.lorkd.coordinator.run.Liveness;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** The benchmark's coordinator: the real one, of a network of the size asked for. Started by {@link FederationCommand}. */
@Command(name = "coordinator", hidden = true)
public final class CoordinatorProcessCommand implements Callable<Integer> {
    static final String READY = "ready";
    static final String ENDED = "ended";

    @Option(names = "--sites", required = true)
    private int sites;

    @Option(names = "--size", required = true)
    private int megabytes;

    @Option(names = "--rounds", required = true)
    private int rounds;

    @Option(names = "--state", required = true)
    private Path state;

    @Mixin
    private TlsFilesOptions tls;

    @Override
    public Integer call() {
        Vertx vertx = Await.result(Link.local());
        try {
            Gateway gateway =
                    Await.result(Gateway.start(vertx, new GatewaySettings(Certificates.LOOPBACK, 0, tls.files())));
            Coordinator coordinator = Await.result(Coordinator.start(vertx, settings()));
            coordinator.outcome().onSuccess(CoordinatorProcessCommand::ended);
            Parent.say(READY, gateway.port());
            Parent.awaitEnd();
            Await.result(coordinator.close());
        } finally {
            Await.result(vertx.close());
        }
        return ExitCode.DONE;
    }

    private static void ended(RunOutcome outcome) {
        Parent.say(ENDED, outcome.finished() ? "" : outcome.reason());
    }

    private CoordinatorSettings settings() {
        return CoordinatorSettings.of(plan(sites, rounds), state)
                .withNetwork(SyntheticNetwork.of(megabytes))
                .withHttp(HttpSettings.anyLocalPort())
                .withLiveness(new Liveness(Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }

    /** Plain averaging of all sites' updates. */
    static Plan plan(int sites, int rounds) {
        return PlanReader.parse("""
                name: bench
                experts: {rank: 0}
                rounds: {warmup: %d, decomposition: 0, sites: %d, deadline: 2h, lease: 2h, keepRounds: 1}
                """.formatted(rounds, sites), "the benchmark's plan");
    }
}
