package io.lorkd.site.train;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.checkpoint.Checkpoint;
import io.lorkd.site.checkpoint.CheckpointStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When the work of a round is written down, and where it goes on. A checkpoint only saves time: where one cannot be written
 * or read the log says so, and the round is trained all the same, with the same result.
 */
final class Checkpointing {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

    private final Duration every;
    private final LongSupplier nanos;
    private long last;

    /**
     * @param every the time between two checkpoints; zero for none at all
     * @param nanos a clock that only goes forward, in nanoseconds
     */
    Checkpointing(Duration every, LongSupplier nanos) {
        this.every = every;
        this.nanos = nanos;
    }

    /** Puts the session to the furthest checkpoint of this work that is whole. */
    Optional<Checkpoint> resume(TrainingOrder order, TrainingSession session, int regions, int steps) {
        last = nanos.getAsLong();
        try {
            for (CheckpointStore.Stored stored : store(order).of(order.offer(), order.position())) {
                Checkpoint checkpoint = stored.checkpoint();
                if (checkpoint.samples().size() != regions || checkpoint.step() > steps) {
                    LOG.warn("the checkpoint {} is of other regions or other work and is not used", stored.folder());
                } else if (load(stored, order, session)) {
                    LOG.info(
                            "going on with {} after step {} of {}",
                            order.offer().round(),
                            checkpoint.step(),
                            steps);
                    return Optional.of(checkpoint);
                }
            }
        } catch (IOException e) {
            LOG.warn("checkpoints in {} cannot be read; the round begins from its start", order.checkpoints(), e);
        }
        return Optional.empty();
    }

    private static boolean load(CheckpointStore.Stored stored, TrainingOrder order, TrainingSession session) {
        try {
            session.loadCheckpoint(stored.folder(), order.backbone());
            return true;
        } catch (InvalidInputException e) {
            LOG.warn("the checkpoint {} is damaged and is not used: {}", stored.folder(), e.getMessage());
            return false;
        }
    }

    /** Whether it is time for the next one. */
    boolean isDue() {
        return !every.isZero() && nanos.getAsLong() - last >= every.toNanos();
    }

    void write(TrainingOrder order, TrainingSession session, Checkpoint checkpoint) {
        if (every.isZero()) {
            return;
        }
        try {
            store(order).write(checkpoint, session::saveCheckpoint);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "could not write the checkpoint of {} after step {}; the work goes on without it",
                    order.offer().round(),
                    checkpoint.step(),
                    e);
        }
        last = nanos.getAsLong();
    }

    private static CheckpointStore store(TrainingOrder order) {
        return new CheckpointStore(order.checkpoints());
    }
}
