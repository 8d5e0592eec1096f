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
        site.run()
                .measure(measure.backbone(), this::isPresent)
                .map(losses -> new Measured(site.id(), measure.run(), measure.measurement(), losses))
                .compose(measured -> site.deliver(measured, this::isPresent))
                .onComplete(sent -> {
                    if (!isPresent()) {
                        return;
                    }
                    // Without this region's losses the coordinator gives it the base rank: the site goes on.
                    if (sent.failed()) {
                        LOG.warn("site {}: could not measure {}", site.id(), measure.measurement(), sent.cause());
                    } else if (sent.result() instanceof Answer.Refused refused) {
                        LOG.warn("site {}: {} was refused: {}", site.id(), measure.measurement(), refused.reason());
                    }
                    proceed(new Idle(site, held));
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
