package io.lorkd.protocol.message;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the coordinator says to a site. Every message is answered with {@link Answer.Accepted} or {@link Answer.Refused}, but
 * {@link Recall}, which has an answer of its own.
 */
public sealed interface ToSite extends ControlMessage {

    /** The run that is spoken of. */
    String run();

    /**
     * Offers the work of a round. It holds everything that the work depends on, so a site needs no memory of its own
     * schedule.
     *
     * @param phase {@link Phase#WARMUP} trains backbone and heads with the experts frozen and unused
     * @param backbone SHA-256 of the backbone to start from, which the site pulls if it does not have it
     * @param ranks the rank per region of this site; empty in warm-up
     * @param learningRate the schedule's value for this round
     * @param work how much to train
     * @param timeLeft how long the coordinator will wait
     * @param lease how long it will wait without hearing of progress
     */
    record RoundOffer(
            RoundId round,
            Phase phase,
            String backbone,
            Map<String, Integer> ranks,
            double learningRate,
            Work work,
            Duration timeLeft,
            Duration lease)
            implements ToSite {
        public RoundOffer {
            Require.present("round", round);
            Require.present("phase", phase);
            Require.digest("backbone", backbone);
            ranks = Require.sorted("ranks", ranks);
            ranks.forEach((region, rank) -> Require.atLeast("ranks." + region, 0, rank));
            Require.that(
                    learningRate >= 0 && Double.isFinite(learningRate),
                    "learningRate",
                    learningRate,
                    "a finite number of 0 or more");
            Require.present("work", work);
            Require.notNegative("timeLeft", timeLeft);
            Require.notNegative("lease", lease);
        }

        /** Whether two attempts at a round ask for the same work, and so for the same update. */
        public boolean sameWork(RoundOffer other) {
            return run().equals(other.run())
                    && round.round() == other.round.round()
                    && phase == other.phase
                    && backbone.equals(other.backbone)
                    && ranks.equals(other.ranks)
                    && learningRate == other.learningRate
                    && work.equals(other.work);
        }

        @Override
        public String run() {
            return round.run();
        }
    }

    /**
     * Says how a round ended. Only a site on the list promotes what it trained; any other falls back.
     *
     * @param committed whether there is a next backbone
     * @param backbone SHA-256 of the next backbone; the round's own if it was abandoned
     * @param contributors the sites whose updates are in it
     */
    record RoundClosed(RoundId round, boolean committed, String backbone, List<String> contributors) implements ToSite {
        public RoundClosed {
            Require.present("round", round);
            Require.digest("backbone", backbone);
            contributors = List.copyOf(contributors);
            contributors.forEach(Require::site);
        }

        @Override
        public String run() {
            return round.run();
        }
    }

    /** A coordinator that has started again asks what the site holds; answered with {@link Answer.Holding}. */
    record Recall(String run) implements ToSite {
        public Recall {
            Require.run(run);
        }
    }

    /** Asks for the held-out loss per region under a backbone; answered at once, and later with {@link ToCoordinator.Measured}. */
    record Measure(String run, Measurement measurement, String backbone) implements ToSite {
        public Measure {
            Require.run(run);
            Require.present("measurement", measurement);
            Require.digest("backbone", backbone);
        }
    }

    /** The last backbone is there: fuse, test, write the experts, and send {@link ToCoordinator.SiteReport}. */
    record RunFinished(String run, String backbone, Map<String, Integer> ranks) implements ToSite {
        public RunFinished {
            Require.run(run);
            Require.digest("backbone", backbone);
            ranks = Require.sorted("ranks", ranks);
            ranks.forEach((region, rank) -> Require.atLeast("ranks." + region, 0, rank));
        }
    }

    /**
     * An operator has put the site out of the run. It stays enrolled and goes on to say that it lives, and is offered nothing
     * until it hears {@link Readmitted}; an update that is not in a commit yet will not be. What it was offered is ended by a
     * {@link RoundClosed} of its own.
     *
     * @param reason why, for the people at the site
     */
    record Excluded(String run, String reason) implements ToSite {
        public Excluded {
            Require.run(run);
            Require.present("reason", reason);
        }
    }

    /** The site takes part again, from the next offer on. */
    record Readmitted(String run) implements ToSite {
        public Readmitted {
            Require.run(run);
        }
    }

    /** The run has ended without a result, or the site was put out of it. */
    record RunEnded(String run, String reason) implements ToSite {
        public RunEnded {
            Require.run(run);
            Require.present("reason", reason);
        }
    }
}
