package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.site.crash.SiteCrashPoint;
import io.vertx.core.Future;

/**
 * The plan is known: the model is made, from the last promoted unit of this run where there is one. An update that the last
 * process held of this run is held again.
 */
final class Opening extends Occupied {
    private final Answer.Enrolled enrolled;

    Opening(Site site, Answer.Enrolled enrolled) {
        super(site);
        this.enrolled = enrolled;
    }

    @Override
    void enter() {
        site.open(enrolled, this::isPresent)
                .onSuccess(opened -> {
                    if (isPresent()) {
                        SiteCrashPoint.RUN_OPENED.reached();
                        proceed(opened.<State>map(held -> UpdatePending.recovered(site, held))
                                .orElseGet(() -> new Idle(site)));
                    }
                })
                .onFailure(failure -> site.failIfPresent(this, "could not make ready for the run", failure));
    }

    @Override
    Future<Answer> onRecall() {
        return recallAfterwards();
    }
}
