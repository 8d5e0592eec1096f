package io.lorkd.simulation;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.plan.Experts;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.plan.Rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The plan of a simulation: a file's or the phantoms' own, changed by what the command line says. */
final class SimulationPlan {

    private SimulationPlan() {}

    static Plan of(Simulation.Request request) {
        Plan plan = base(request);
        if (request.seed() != null) {
            plan = plan.withSeed(request.seed());
        }
        if (request.rounds() != null) {
            plan = plan.withRounds(scaled(plan.rounds(), request.rounds()));
        }
        if (request.ranks() != null) {
            plan = plan.withExperts(plan.experts().withRanks(request.ranks()));
        }
        if (request.exchange() != null) {
            plan = plan.withExchange(request.exchange());
        }
        // Once more through the reader: a combination of plan and options is held to the rules of a plan.
        return PlanReader.parse(PlanReader.write(plan), "the plan with the options of the command line");
    }

    static Plan forSites(Plan plan, int sites) {
        return plan.withSites(sites);
    }

    static Plan withoutExperts(Plan plan) {
        return plan.withExperts(plan.experts().withRank(0).withRanks(Experts.Ranks.BALANCED));
    }

    static void write(Plan plan, Path file) {
        try {
            Files.writeString(file, PlanReader.write(plan));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write the plan to " + file, e);
        }
    }

    private static Plan base(Simulation.Request request) {
        if (request.plan() == null) {
            return (request.task() == null ? Task.CLASSIFICATION : request.task()).phantoms();
        }
        Plan plan = PlanReader.read(request.plan());
        if (request.task() != null && request.task() != Task.of(plan)) {
            throw new InvalidConfigurationException("--task: found " + name(request.task()) + ", but " + request.plan()
                    + " is a plan of " + name(Task.of(plan)) + ", since it has "
                    + (plan.segmentation().isPresent() ? "a" : "no")
                    + " section segmentation; leave --task out, or name another plan");
        }
        return plan;
    }

    private static String name(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }

    /** So many rounds in all; a plan that warms up still does where there is room for both phases. */
    private static Rounds scaled(Rounds rounds, int total) {
        int warmup = (int) Math.round((double) total * rounds.warmup() / rounds.total());
        if (rounds.warmup() > 0 && rounds.decomposition() > 0 && total > 1) {
            warmup = Math.max(1, Math.min(total - 1, warmup));
        }
        return rounds.withPhases(warmup, total - warmup);
    }
}
