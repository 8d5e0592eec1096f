package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.message.ToSite.Measure;
import io.lorkd.protocol.message.ToSite.RoundClosed;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import io.lorkd.protocol.message.ToSite.RunEnded;
import io.lorkd.protocol.message.ToSite.RunFinished;
import io.vertx.core.Future;

import java.util.List;

/** The site's part is over; there is no state after it. */
final class Ended extends State {
    private final SiteOutcome outcome;

    Ended(Site site, SiteOutcome.Kind kind, String reason) {
        this(site, kind, reason, List.of());
    }

    private Ended(Site site, SiteOutcome.Kind kind, String reason, List<RegionResult> results) {
        super(site);
        this.outcome = new SiteOutcome(kind, reason, results, site.experts());
    }

    static Ended finished(Site site, List<RegionResult> results) {
        return new Ended(
                site, SiteOutcome.Kind.FINISHED, "the run has finished; experts are in " + site.experts(), results);
    }

    /** The coordinator will not have the site. */
    static Ended refused(Site site, Answer answer) {
        String reason = answer instanceof Answer.Refused refused
                ? "the coordinator refused site '" + site.id() + "' (" + refused.refusal() + "): " + refused.reason()
                : "the coordinator answered the enrolment with " + answer + ", which is no answer to it";
        return new Ended(site, SiteOutcome.Kind.REFUSED, reason);
    }

    @Override
    void enter() {
        site.end(outcome);
    }

    @Override
    Future<Answer> onOffer(RoundOffer offer) {
        return over();
    }

    /** Heard and without effect, as are a second {@link RunFinished} and {@link RunEnded}. */
    @Override
    Future<Answer> onClosed(RoundClosed closed) {
        return accepted();
    }

    @Override
    Future<Answer> onMeasure(Measure measure) {
        return over();
    }

    @Override
    Future<Answer> onFinished(RunFinished finished) {
        return outcome.kind() == SiteOutcome.Kind.FINISHED ? accepted() : over();
    }

    @Override
    Future<Answer> onEnded(RunEnded ended) {
        return accepted();
    }

    private Future<Answer> over() {
        return refused(Refusal.UNKNOWN_RUN, "the site's part in the run has ended: " + outcome.reason());
    }
}
