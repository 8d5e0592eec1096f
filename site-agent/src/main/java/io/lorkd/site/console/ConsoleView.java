package io.lorkd.site.console;

import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.event.SiteEvent;
import io.lorkd.site.event.SiteEvents;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the site does, folded from its events, since the agent was started. Written on the agent's context and read on the
 * console's, each for a moment; its memory is bounded.
 */
public final class ConsoleView implements SiteEvents {
    static final int MOST_STEPS = 2000;
    static final int MOST_ROUNDS = 1000;

    /**
     * @param number counts all steps since the agent was started, from 1
     * @param loss NaN before a round's first step is done
     */
    record Step(long number, int round, long step, long steps, double loss, Instant at) {}

    /**
     * What was trained in a round.
     *
     * @param version when it was last changed, by {@link Now#version}
     * @param promoted whether it counts: the round was committed with it
     */
    record Round(UpdateReady update, Instant at, boolean promoted, long version) {}

    /**
     * The present.
     *
     * @param version grows with each change
     * @param bytesServed of updates that have left the site since the agent was started
     */
    record Now(
            long version,
            String state,
            Optional<String> run,
            Optional<Plan> plan,
            Optional<RoundOffer> offer,
            Optional<Step> step,
            long bytesServed) {}

    private final Clock clock;
    private final Deque<Step> steps = new ArrayDeque<>();
    private final Map<Integer, Round> rounds = new LinkedHashMap<>();
    private Now now =
            new Now(0, "Enrolling", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
    private long lastStep;

    public ConsoleView(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void happened(SiteEvent event) {
        if (event instanceof SiteEvent.StateEntered entered) {
            entered(entered);
        } else if (event instanceof SiteEvent.RunEntered entered) {
            entered(entered);
        } else if (event instanceof SiteEvent.WorkBegun begun) {
            change(now.state(), now.run(), now.plan(), Optional.of(begun.offer()), Optional.empty(), now.bytesServed());
        } else if (event instanceof SiteEvent.StepDone done) {
            stepped(done);
        } else if (event instanceof SiteEvent.UpdateAnnounced announced) {
            put(announced.update().round(), announced.update(), false);
        } else if (event instanceof SiteEvent.Promoted promoted) {
            promoted(promoted.round());
        }
    }

    private void entered(SiteEvent.StateEntered entered) {
        change(entered.state(), now.run(), now.plan(), now.offer(), now.step(), entered.bytesServed());
    }

    private void entered(SiteEvent.RunEntered entered) {
        boolean another = !now.run().equals(Optional.of(entered.run()));
        if (another) {
            steps.clear();
            rounds.clear();
        }
        change(
                now.state(),
                Optional.of(entered.run()),
                Optional.of(entered.plan()),
                another ? Optional.empty() : now.offer(),
                another ? Optional.empty() : now.step(),
                now.bytesServed());
    }

    private void stepped(SiteEvent.StepDone done) {
        Step step = new Step(++lastStep, done.round().round(), done.step(), done.steps(), done.loss(), clock.instant());
        if (Double.isFinite(step.loss())) {
            steps.addLast(step);
            if (steps.size() > MOST_STEPS) {
                steps.removeFirst();
            }
        }
        change(now.state(), now.run(), now.plan(), now.offer(), Optional.of(step), now.bytesServed());
    }

    private void promoted(RoundId round) {
        Round found = rounds.get(round.round());
        if (found != null) {
            put(round, found.update(), true);
        }
    }

    private void put(RoundId round, UpdateReady update, boolean promoted) {
        rounds.remove(round.round());
        change(now.state(), now.run(), now.plan(), now.offer(), now.step(), now.bytesServed());
        rounds.put(round.round(), new Round(update, clock.instant(), promoted, now.version()));
        if (rounds.size() > MOST_ROUNDS) {
            rounds.remove(rounds.keySet().iterator().next());
        }
    }

    private void change(
            String state,
            Optional<String> run,
            Optional<Plan> plan,
            Optional<RoundOffer> offer,
            Optional<Step> step,
            long bytesServed) {
        now = new Now(now.version() + 1, state, run, plan, offer, step, bytesServed);
    }

    synchronized Now now() {
        return now;
    }

    /** The steps after one, oldest first; those that are kept. */
    synchronized List<Step> stepsAfter(long number) {
        return steps.stream().filter(step -> step.number() > number).toList();
    }

    /** The rounds that changed after a version, in the order in which they did. */
    synchronized List<Round> roundsAfter(long version) {
        return rounds.values().stream()
                .filter(round -> round.version() > version)
                .toList();
    }
}
