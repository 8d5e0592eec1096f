package io.lorkd.coordinator.trace;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.CoordinatorEvents;
import io.lorkd.coordinator.event.RoundEvent.BackboneMade;
import io.lorkd.coordinator.event.RoundEvent.RoundAbandoned;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.RoundEvent.RoundTakenUp;
import io.lorkd.coordinator.event.WorkEvent.UpdateRefused;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.event.WorkEvent.WorkFailed;
import io.lorkd.protocol.message.RoundId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A trace for each attempt at a round: {@code round}, and in it, for each update that counts, {@code transfer} of the backbone
 * to the site, {@code training} there, and {@code transfer} of the update; then {@code commit}, with {@code aggregation} in it.
 * What went wrong is an event of the round's span; an abandoned round ends in an error. A buffered round counts updates that
 * were trained before it began: their spans begin before their parent's.
 */
final class RoundSpans implements CoordinatorEvents {
    private static final AttributeKey<String> SITE = AttributeKey.stringKey("lorkd.site");
    private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("lorkd.direction");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("lorkd.bytes");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("lorkd.reason");

    private final Tracer tracer;
    private final Clock clock;
    private Optional<Open> open = Optional.empty();

    private record Open(RoundId round, Span span) {}

    RoundSpans(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    @Override
    public void happened(CoordinatorEvent event) {
        if (event instanceof RoundOffered offered) {
            begin(offered.round())
                    .setAttribute("lorkd.phase", offered.phase().name())
                    .setAttribute("lorkd.sites", offered.sites().size());
        } else if (event instanceof RoundTakenUp taken) {
            begin(taken.round()).setAttribute("lorkd.taken_up", true);
        } else if (event instanceof UpdateStaged staged) {
            of(staged.round()).ifPresent(round -> staged(round, staged));
        } else if (event instanceof UpdateRefused refused) {
            of(refused.round()).ifPresent(round -> trouble(round, "refused", refused.site(), refused.reason()));
        } else if (event instanceof WorkFailed failed) {
            of(failed.round()).ifPresent(round -> trouble(round, "failed", failed.site(), failed.reason()));
        } else if (event instanceof BackboneMade made) {
            of(made.round()).ifPresent(round -> made(round, made));
        } else if (event instanceof RoundCommitted committed) {
            of(committed.round()).ifPresent(this::end);
        } else if (event instanceof RoundAbandoned abandoned) {
            of(abandoned.round()).ifPresent(round -> {
                round.setStatus(StatusCode.ERROR, abandoned.reason());
                end(round);
            });
        }
    }

    /** A round that is offered again is not begun again. */
    private Span begin(RoundId round) {
        Optional<Span> same = of(round);
        if (same.isPresent()) {
            return same.get();
        }
        open.ifPresent(left -> end(left.span));
        Span span = tracer.spanBuilder("round")
                .setNoParent()
                .setStartTimestamp(clock.instant())
                .setAttribute("lorkd.run", round.run())
                .setAttribute("lorkd.round", round.round())
                .setAttribute("lorkd.attempt", round.attempt())
                .startSpan();
        open = Optional.of(new Open(round, span));
        return span;
    }

    private Optional<Span> of(RoundId round) {
        return open.filter(each -> each.round.equals(round)).map(Open::span);
    }

    private void end(Span round) {
        round.end(clock.instant());
        open = Optional.empty();
    }

    private void trouble(Span round, String what, String site, String reason) {
        round.addEvent(what, Attributes.of(SITE, site, REASON, reason), clock.instant());
    }

    private void staged(Span round, UpdateStaged staged) {
        Instant sent = clock.instant();
        Instant trained = sent.minusMillis(staged.took().sending());
        Instant pulled = trained.minusMillis(staged.took().training());
        Instant begun = pulled.minusMillis(staged.took().pulling());
        within(round, "transfer", begun, pulled, Attributes.of(SITE, staged.site(), DIRECTION, "down"));
        within(round, "training", pulled, trained, Attributes.of(SITE, staged.site()));
        within(
                round,
                "transfer",
                trained,
                sent,
                Attributes.of(SITE, staged.site(), DIRECTION, "up", BYTES, staged.bytes()));
    }

    private void made(Span round, BackboneMade made) {
        Instant written = clock.instant();
        Instant aggregated = written.minus(made.writing());
        Instant frozen = aggregated.minus(made.aggregating());
        Span commit = begun(round, "commit", frozen.minus(made.freezing()), Attributes.empty());
        within(commit, "aggregation", frozen, aggregated, Attributes.empty());
        commit.end(written);
    }

    private void within(Span parent, String name, Instant from, Instant to, Attributes attributes) {
        begun(parent, name, from, attributes).end(to);
    }

    private Span begun(Span parent, String name, Instant from, Attributes attributes) {
        SpanBuilder builder = tracer.spanBuilder(name)
                .setParent(Context.root().with(parent))
                .setStartTimestamp(from)
                .setAllAttributes(attributes);
        return builder.startSpan();
    }
}
