package io.lorkd.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.lorkd.coordinator.command.CoordinatorCommand;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.Phantoms;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.simulation.CoordinatorApi;
import io.vertx.core.Vertx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A coordinator and sites, a process each, that talk over gateway link and mutual TLS; each site's line leads through a
 * {@link FaultProxy}. Processes that end before the run does are started again.
 */
final class LoopbackFederation implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Processes that live for seconds: what a compiler could still gain is spent on compiling. */
    private static final List<String> SHORT_LIVED = List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx512m",
            "-Dai.djl.pytorch.num_threads=1",
            "-Dai.djl.pytorch.num_interop_threads=1");

    private final Plan plan;
    private final LoopbackFiles files;
    private final Member coordinator;
    private final List<Member> sites;
    private final List<FaultProxy> lines;
    private final CoordinatorApi api;
    private int committed;

    private LoopbackFederation(
            Plan plan, LoopbackFiles files, Member coordinator, List<Member> sites, List<FaultProxy> lines) {
        this.plan = plan;
        this.files = files;
        this.coordinator = coordinator;
        this.sites = List.copyOf(sites);
        this.lines = List.copyOf(lines);
        this.api = new CoordinatorApi(files.httpPort(), files.coordinatorState(), PATIENCE);
    }

    /**
     * Writes everything that is needed; nothing is started but the lines.
     *
     * @param plan its number of sites is how many there are, one phantom region each
     */
    static LoopbackFederation prepare(Vertx vertx, Path folder, Plan plan) {
        LoopbackFiles files = new LoopbackFiles(folder, plan);
        List<String> options = Stream.concat(SHORT_LIVED.stream(), Stream.of("-Dlorkd.clock.shift=" + files.clock()))
                .toList();
        Member coordinator =
                new Member("coordinator", "coordinator", files.coordinator(), files.log("coordinator"), options);
        List<FaultProxy> lines = new ArrayList<>();
        List<Member> sites = new ArrayList<>();
        for (String phantom : Phantoms.regions().subList(0, plan.rounds().sites())) {
            String name = phantom.replaceFirst("^phantom", "site");
            FaultProxy line = Await.result(FaultProxy.start(vertx, files.gatewayPort()));
            lines.add(line);
            sites.add(new Member(name, "site", files.site(name, phantom, line.port()), files.log(name), options));
        }
        return new LoopbackFederation(plan, files, coordinator, sites, lines);
    }

    LoopbackFederation start() {
        members().forEach(Member::start);
        return this;
    }

    Member coordinator() {
        return coordinator;
    }

    List<Member> sites() {
        return sites;
    }

    /** The coordinator first. */
    List<Member> members() {
        return Stream.concat(Stream.of(coordinator), sites.stream()).toList();
    }

    /** Between a site and the gateway. */
    FaultProxy line(int site) {
        return lines.get(site);
    }

    LoopbackFiles files() {
        return files;
    }

    /** Moves every daemon's wall clock so far away from the true one. */
    void shiftClock(Duration shift) {
        files.shiftClock(shift);
    }

    /** Starts again who has ended before the run has. */
    void revive() {
        failIfTheRunFailed();
        for (Member member : members()) {
            if (!(coordinator.isDone() && member == coordinator)) {
                member.revive();
            }
        }
    }

    private void failIfTheRunFailed() {
        if (coordinator.exitCode().isPresent() && !coordinator.isDone()) {
            outcome()
                    .filter(outcome -> outcome.state() == RunOutcome.State.FAILED)
                    .ifPresent(outcome -> {
                        throw new RunFailedException("The run failed: " + outcome.reason());
                    });
        }
    }

    /**
     * Whether the coordinator has ended with the run, and every site as well. A site that was struck between its report and
     * its end has nothing left to do and nobody left to tell it so; for such a one a report is an end.
     */
    boolean isOver() {
        return coordinator.isDone()
                && sites.stream()
                        .filter(site -> !site.isDone())
                        .allMatch(site -> site.starts() > 1 && hasReported(site.name()));
    }

    private boolean hasReported(String site) {
        return outcome()
                .filter(outcome -> outcome.reports().stream()
                        .anyMatch(report -> report.site().equals(site)))
                .isPresent();
    }

    /** Committed rounds, by what the coordinator said last. */
    int committed() throws InterruptedException {
        Optional<JsonNode> now = api.read("overview");
        now.ifPresent(answer ->
                committed = Math.max(committed, answer.path("committed").asInt()));
        return committed;
    }

    /** What the coordinator wrote at the end of the run. */
    Optional<RunOutcome> outcome() {
        Path file = files.coordinatorState().resolve(CoordinatorCommand.OUTCOME);
        return Files.exists(file) ? Optional.of(RunOutcome.read(file)) : Optional.empty();
    }

    /** Of what is on disk, for when the run is over. */
    RunAudit audit() {
        return new RunAudit(
                files.coordinatorState(),
                sites.stream().map(site -> files.siteState(site.name())).toList(),
                plan);
    }

    /** The last lines of everyone, for whoever has to find out what went wrong. */
    String tails() {
        StringBuilder tails = new StringBuilder();
        for (Member member : members()) {
            tails.append(System.lineSeparator())
                    .append("--- ")
                    .append(member.name())
                    .append(member.exitCode()
                            .map(code -> ", ended with " + code)
                            .orElse(", alive"))
                    .append(", started ")
                    .append(member.starts())
                    .append(" times")
                    .append(System.lineSeparator())
                    .append(member.tail());
        }
        return tails.toString();
    }

    @Override
    public void close() {
        members().forEach(Member::stop);
        lines.forEach(line -> Await.result(line.close()));
    }
}
