package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToCoordinator.SiteReport;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;

import java.util.List;
import java.util.Optional;

/** The run has its last backbone: each region's expert is fused with it, tested and written, and the numbers reported. */
final class Finishing extends State {
    private final RunFinished finished;
    private final Optional<Held> held;

    /** @param held an update that nobody will ask for any more */
    Finishing(Site site, RunFinished finished, Optional<Held> held) {
        super(site);
        this.finished = finished;
        this.held = held;
    }

    @Override
    void enter() {
        site.run()
                .drop(held)
                .compose(dropped -> site.diskTrouble()
                        .outlast(
                                () -> site.run().finish(finished, this::isPresent),
                                Future::succeededFuture,
                                this::isPresent))
                .onSuccess(this::report)
                .onFailure(failure -> site.failIfPresent(this, "could not finish the run", failure));
    }

    private void report(List<RegionResult> results) {
        site.deliver(new SiteReport(site.id(), finished.run(), results), this::isPresent)
                .onSuccess(answer -> {
                    if (!isPresent()) {
                        return;
                    }
                    if (answer instanceof Answer.Refused refused) {
                        site.become(new Ended(
                                site,
                                SiteOutcome.Kind.FAILED,
                                "the experts are written, but the coordinator refused the report: "
                                        + refused.reason()));
                    } else {
                        site.become(Ended.finished(site, results));
                    }
                });
    }

    @Override
    Future<Answer> onOffer(RoundOffer offer) {
        return busy();
    }

    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        return accepted();
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return busy();
    }

    @Override
    Future<Answer> onFinished(RunFinished again) {
        return accepted();
    }

    private static Future<Answer> busy() {
        return refused(Refusal.BUSY, "the site is finishing the run");
    }
}
