package io.lorkd.faults;

import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** One undisturbed run, and disturbed ones of the same plan until every fault of a schedule has struck. */
final class FaultSuite {
    private static final String PLAN = "/plans/faults.yaml";

    private final Path folder;
    private final Consumer<String> say;
    private final Plan plan = plan();

    /**
     * @param folder of which each run gets one in it
     * @param say hears what happens
     */
    FaultSuite(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    static Plan plan() {
        try (InputStream plan = FaultSuite.class.getResourceAsStream(PLAN)) {
            return PlanReader.parse(new String(plan.readAllBytes(), StandardCharsets.UTF_8), "the plan for faults");
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + PLAN + " from the class path", e);
        }
    }

    /** @throws RunFailedException if a run does not come to its end */
    FaultReport run(FaultSchedule schedule) throws InterruptedException {
        long start = System.nanoTime();
        Vertx vertx = Vertx.vertx();
        try {
            say.accept("Undisturbed:");
            String reference = undisturbed(vertx);
            say.accept("The last backbone is " + reference);

            Deque<Fault> faults = new ArrayDeque<>(schedule.faults());
            List<Verdict> verdicts = new ArrayList<>();
            while (!faults.isEmpty()) {
                String name = "run-" + (verdicts.size() + 1);
                say.accept(name + ":");
                int toCome = faults.size();
                Verdict verdict = disturbed(vertx, name, faults, reference);
                if (faults.size() == toCome) {
                    throw new RunFailedException("The run " + name + " was over before fault "
                            + faults.peek().number()
                            + " was due, and so would all others be: the plan for faults needs more rounds");
                }
                verdict.complaints().forEach(complaint -> say.accept("WRONG: " + complaint));
                verdicts.add(verdict);
            }
            return new FaultReport(
                    schedule.faults(), verdicts.size(), Verdict.of(verdicts), (System.nanoTime() - start) / 1e9);
        } finally {
            Await.result(vertx.close());
        }
    }

    private String undisturbed(Vertx vertx) throws InterruptedException {
        try (LoopbackFederation federation = LoopbackFederation.prepare(vertx, folder.resolve("undisturbed"), plan)) {
            new FaultyRun(federation, say).play(new ArrayDeque<>());
            String backbone =
                    federation.outcome().map(RunOutcome::backboneSha256).orElseThrow();
            Verdict verdict = federation.audit().verdict(backbone);
            if (!verdict.isGood()) {
                throw new RunFailedException("The undisturbed run is not right: " + verdict.complaints());
            }
            return backbone;
        }
    }

    private Verdict disturbed(Vertx vertx, String name, Deque<Fault> faults, String reference)
            throws InterruptedException {
        try (LoopbackFederation federation = LoopbackFederation.prepare(vertx, folder.resolve(name), plan)) {
            new FaultyRun(federation, say).play(faults);
            return federation.audit().verdict(reference);
        }
    }
}
