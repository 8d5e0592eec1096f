package io.lorkd.simulation;

import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.coordinator.teacher.ServedTeacher;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.plan.Experts;
import io.lorkd.protocol.plan.Plan;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/** One {@code lorkd simulate}: the federation, its baselines where they are asked for, and the result. */
final class Simulation {

    /** What the command line asked for; null where it did not. */
    record Request(
            Task task,
            Path plan,
            Path data,
            Integer rounds,
            Long seed,
            Experts.Ranks ranks,
            Plan.Exchange exchange,
            boolean compare,
            boolean processes,
            boolean open,
            Path out) {}

    private final PrintWriter out;
    private final boolean terminal;
    private final Clock clock;
    private final Viewing viewing;

    Simulation(PrintWriter out, boolean terminal, Clock clock, Viewing viewing) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.viewing = viewing;
    }

    /**
     * Runs it, and returns when nobody looks at it any more.
     *
     * @param show takes the result, as soon as it is there
     * @throws RunFailedException if a run could not reach its end
     */
    void run(Request request, Consumer<SimulationResult> show) throws InterruptedException {
        Plan asked = SimulationPlan.of(request);
        // Both refuse what does not fit before data are read and anything is written.
        Recipe.network(asked);
        ServedTeacher.check(asked);
        List<FederationSpec.Site> sites = SimulatedSites.of(request.data(), asked, this::say);
        SimulatedClasses.check(asked, sites);
        Plan plan = SimulationPlan.forSites(asked, sites.size());
        Path folder = OutputFolder.prepare(request.out(), plan.name(), clock);
        SimulationPlan.write(plan, folder.resolve("plan.yaml"));

        say(String.format(
                Locale.ROOT,
                "%s: %s on %s, %d + %d rounds, seed %d, everything in %s",
                plan.name(),
                plan.network().architecture(),
                samples(plan),
                plan.rounds().warmup(),
                plan.rounds().decomposition(),
                plan.seed(),
                folder));
        Federation federation = request.processes() ? new ProcessFederation() : new InProcessFederation();
        Instant start = clock.instant();
        try (OpenFederation open =
                federation.open(new FederationSpec(plan, sites, folder.resolve("lorkd"), request.open()), progress())) {
            say("Dashboard: " + open.dashboard());
            viewing.during(open, () -> {
                SimulationResult result = result(finished(open.run()), Duration.between(start, clock.instant()));
                if (request.compare()) {
                    result = compare(federation, plan, sites, folder, result);
                }
                say("Experts: " + folder.resolve("lorkd/sites/SITE/experts"));
                say("");
                show.accept(result);
            });
        }
    }

    private static String samples(Plan plan) {
        return plan.segmentation()
                .map(segmentation -> segmentation.patch().stream()
                        .map(String::valueOf)
                        .collect(joining(" x ", "patches of ", " voxels")))
                .orElseGet(() -> plan.network().imageSize() + " px images");
    }

    /** Both baselines are federations without experts, so that they differ in nothing else: see docs/decisions/0003. */
    private SimulationResult compare(
            Federation federation, Plan plan, List<FederationSpec.Site> sites, Path folder, SimulationResult result)
            throws InterruptedException {
        Plan plain = SimulationPlan.withoutExperts(plan);
        say("");
        say("Baseline 'shared': one backbone, no experts, on the same budget");
        Map<String, Double> shared =
                scores(run(federation, new FederationSpec(plain, sites, folder.resolve("shared"), false)));

        Map<String, Double> local = new TreeMap<>();
        for (FederationSpec.Site site : sites) {
            for (RegionSource region : site.regions()) {
                say("");
                say("Baseline 'local': " + region.region() + " alone, on the same budget");
                FederationSpec alone = new FederationSpec(
                        SimulationPlan.forSites(plain, 1),
                        List.of(new FederationSpec.Site(site.id(), List.of(region))),
                        folder.resolve("local-" + region.region()),
                        false);
                local.putAll(scores(run(federation, alone)));
            }
        }
        return result.withRegions(result.regions().stream()
                .map(region -> region.withBaselines(
                        OptionalDouble.of(shared.get(region.region())), OptionalDouble.of(local.get(region.region()))))
                .toList());
    }

    private RunOutcome run(Federation federation, FederationSpec baseline) throws InterruptedException {
        try (OpenFederation open = federation.open(baseline, progress())) {
            return finished(open.run());
        }
    }

    private static RunOutcome finished(RunOutcome outcome) {
        if (!outcome.finished()) {
            throw new RunFailedException("The run failed: " + outcome.reason());
        }
        if (!outcome.reason().isEmpty()) {
            throw new RunFailedException("The run ended without all its results: " + outcome.reason());
        }
        return outcome;
    }

    private static Map<String, Double> scores(RunOutcome outcome) {
        Map<String, Double> scores = new TreeMap<>();
        outcome.reports().stream()
                .flatMap(report -> report.regions().stream())
                .forEach(region -> scores.put(region.region(), region.scores().primary()));
        return scores;
    }

    private static SimulationResult result(RunOutcome outcome, Duration time) {
        List<RegionResult> regions =
                outcome.reports().stream().flatMap(Simulation::rows).toList();
        return new SimulationResult(
                outcome.run(),
                outcome.rounds(),
                time.toMillis() / 1000.0,
                outcome.backboneSha256(),
                outcome.parameters(),
                outcome.bytes().down(),
                outcome.bytes().up(),
                outcome.bytes().foreign(),
                regions);
    }

    private static Stream<RegionResult> rows(SiteReport report) {
        return report.regions().stream()
                .map(region -> new RegionResult(
                        region.region(),
                        report.site(),
                        region.samples(),
                        region.rank(),
                        region.scores(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
    }

    private ProgressPrinter progress() {
        return new ProgressPrinter(out, terminal, clock);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
