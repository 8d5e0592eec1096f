package io.lorkd.faults;

import io.lorkd.coordinator.crash.CoordinatorCrashPoint;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.crash.SiteCrashPoint;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import static io.lorkd.coordinator.crash.CoordinatorCrashPoint.*;
import static io.lorkd.site.crash.SiteCrashPoint.*;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every crash point that there is: the process halts there, is started again, and the run ends with the undisturbed run's
 * bits. A new constant is walked without being named here; if no run comes by it, the walk fails and names it.
 */
class CrashPointWalkTest {
    /** Before the first round and between warm-up and decomposition, in the order in which a run comes by them. */
    private static final List<CoordinatorCrashPoint> OPENING = List.of(
            OPENING_RUN,
            CoordinatorCrashPoint.RUN_OPENED,
            ENROLLING_SITE,
            SITE_ENROLLED,
            WRITING_MEASUREMENT,
            MEASUREMENT_WRITTEN,
            WRITING_RANKS,
            RANKS_WRITTEN);

    private static final List<CoordinatorCrashPoint> ENDING = List.of(
            ASKING_FOR_REPORTS,
            WRITING_REPORT,
            REPORT_WRITTEN,
            ENDING_RUN,
            RUN_ENDED,
            WRITING_OUTCOME,
            OUTCOME_WRITTEN);

    /** Only where a round has to be given up. */
    private static final List<CoordinatorCrashPoint> GIVING_UP = List.of(WRITING_ABANDONMENT, ABANDONMENT_WRITTEN);

    private static final List<SiteCrashPoint> SITE_OPENING = List.of(
            FOLDER_OPENED,
            ENROL_SENDING,
            ENROL_ANSWERED,
            SiteCrashPoint.RUN_OPENED,
            MEASURED_SENDING,
            MEASURED_ANSWERED);

    private static final List<SiteCrashPoint> SITE_ENDING =
            List.of(EXPERT_WEIGHTS_WRITTEN, EXPERT_WRITTEN, REPORT_SENDING, REPORT_ANSWERED);

    private static final List<SiteCrashPoint> SITE_GIVING_UP =
            List.of(UNIT_DISCARDED, WORK_FAILED_SENDING, WORK_FAILED_ANSWERED);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temporary;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    /** The suite's, but for some keys of its rounds. */
    private static Plan plan(int decomposition, String... keys) {
        String plan = PlanReader.write(FaultSuite.plan())
                .replaceFirst("decomposition: \\d+", "decomposition: " + decomposition);
        for (String key : keys) {
            plan = plan.replaceFirst(key.replaceFirst(":.*", ": \\\\S+"), key);
        }
        return PlanReader.parse(plan, "the plan of a walk");
    }

    private LoopbackFederation federation(String name, Plan plan) {
        return LoopbackFederation.prepare(vertx, temporary.resolve(name), plan);
    }

    private String undisturbed(Plan plan) throws InterruptedException {
        try (LoopbackFederation federation = federation("undisturbed", plan)) {
            new FaultyRun(federation, line -> {}).play(new ArrayDeque<>());
            return federation.outcome().map(RunOutcome::backboneSha256).orElseThrow();
        }
    }

    /** All but some, after one list and before another. */
    private static <P extends Enum<P>> List<String> path(
            Class<P> points, List<P> first, List<P> last, List<P> elsewhere) {
        Set<P> named = new HashSet<>(first);
        named.addAll(last);
        named.addAll(elsewhere);
        List<P> path = new ArrayList<>(first);
        Arrays.stream(points.getEnumConstants())
                .filter(point -> !named.contains(point))
                .forEach(path::add);
        path.addAll(last);
        return names(path);
    }

    private static List<String> every(int modulus, int remainder, List<String> all) {
        List<String> some = new ArrayList<>();
        for (int i = remainder; i < all.size(); i += modulus) {
            some.add(all.get(i));
        }
        return some;
    }

    @Test
    void aRunThatHaltsAtEveryPointEndsAsIfItNeverHad() throws InterruptedException {
        Plan plan = plan(18);
        String reference = undisturbed(plan);
        List<String> atSites = path(SiteCrashPoint.class, SITE_OPENING, SITE_ENDING, SITE_GIVING_UP);
        try (LoopbackFederation federation = federation("walk", plan)) {
            List<String> missed = new CrashWalk(federation)
                    .through(federation.coordinator(), path(CoordinatorCrashPoint.class, OPENING, ENDING, GIVING_UP))
                    .through(federation.sites().get(0), every(2, 0, atSites))
                    .through(federation.sites().get(1), every(2, 1, atSites))
                    .play(() -> {});

            assertThat(missed).as("points that no process came by").isEmpty();
            assertThat(federation.audit().verdict(reference).complaints()).isEmpty();
        }
    }

    /**
     * A site is silent with an update that it has announced, and the round is committed without it; then another one's disk
     * is full for longer than it bears, and the next round is given up until both are well.
     */
    @Test
    void roundsThatGoOnWithoutASiteOrAreGivenUpSurviveHaltsToo() throws InterruptedException {
        Plan plan = plan(3, "quorum: 2", "deadline: 40s");
        try (LoopbackFederation federation = federation("giving-up", plan)) {
            Member full = federation.sites().get(1);
            Member silent = federation.sites().get(2);
            CrashWalk walk = new CrashWalk(federation)
                    .through(federation.coordinator(), names(GIVING_UP))
                    .through(full, List.of(WORK_FAILED_SENDING.name(), WORK_FAILED_ANSWERED.name()))
                    .through(silent, List.of(UPDATE_ANNOUNCING.name(), UNIT_DISCARDED.name()));
            Deque<Step> steps = new ArrayDeque<>(List.of(
                    new Step(() -> walk.reached().size() == 1 && silent.starts() == 2, silent::freeze),
                    new Step(() -> walk.committed() >= 1, full::fillDisk),
                    new Step(() -> walk.reached().size() == 5, () -> {
                        full.freeDisk();
                        silent.thaw();
                    })));
            List<String> missed = walk.play(() -> {
                if (!steps.isEmpty() && steps.peek().when().getAsBoolean()) {
                    steps.poll().what().run();
                }
            });

            assertThat(missed).as("points that no process came by").isEmpty();
            Verdict verdict = federation.audit().verdict("of no undisturbed run: it was made by fewer");
            assertThat(verdict.doubled()).isZero();
            assertThat(verdict.roundsLost()).isZero();
        }
    }

    private record Step(BooleanSupplier when, Runnable what) {}

    private static <P extends Enum<P>> List<String> names(List<P> points) {
        return points.stream().map(Enum::name).toList();
    }
}
