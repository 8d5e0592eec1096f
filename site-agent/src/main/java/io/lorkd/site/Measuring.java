package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.Measured;
import io.lorkd.protocol.message.ToSite.Measure;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/** Measures each region's held-out loss under a backbone, for the ranks (Eq. 2), and sends it. */
final class Measuring extends Occupied {
    private static final Logger LOG = LoggerFactory.getLogger(Measuring.class);

    private final Measure measure;
    private final Optional<Held> held;

    /**
     * @param held an update of an abandoned round that may still be asked for
     */
    Measuring(Site site, Measure measure, Optional<Held> held) {
        super(site);
        this.measure = measure;
        this.held = held;
    }

    @Override
    void enter() {
        measure(1);
    }

    private void measure(int attempt) {
        site.run()
                .measure(measure.backbone(), this::isPresent)
                .map(losses -> new Measured(site.id(), measure.run(), measure.measurement(), losses))
                .compose(measured -> site.deliver(measured, this::isPresent))
                .onSuccess(this::answered)
                .onFailure(failure -> failed(attempt, failure));
    }

    private void answered(Answer answer) {
        if (!isPresent()) {
            return;
        }
        if (answer instanceof Answer.Refused refused) {
            LOG.warn("site {}: {} was refused: {}", site.id(), measure.measurement(), refused.reason());
        }
        proceed(new Idle(site, held));
    }

    /** Tries again, as for a disk that was full; or not, where the coordinator has gone on and given the base rank. */
    private void failed(int attempt, Throwable failure) {
        if (!isPresent()) {
            return;
        }
        if (hasDeferred()) {
            LOG.warn("site {}: goes on without {}", site.id(), measure.measurement());
            proceed(new Idle(site, held));
            return;
        }
        if (attempt == 1) {
            LOG.warn(
                    "site {}: could not measure {}, trying again: {}",
                    site.id(),
                    measure.measurement(),
                    Failures.reason(failure),
                    Failures.trace(failure));
        }
        site.later(attempt, () -> {
            if (isPresent()) {
                measure(attempt + 1);
            }
        });
    }

    @Override
    Optional<Held> held() {
        return held;
    }

    @Override
    Future<Answer> onMeasure(Measure other) {
        return other.equals(measure) ? accepted() : defer(other);
    }
}
