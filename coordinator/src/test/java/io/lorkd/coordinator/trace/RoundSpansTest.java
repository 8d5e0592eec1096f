package io.lorkd.coordinator.trace;

import io.lorkd.coordinator.event.CoordinatorEvent;
import io.lorkd.coordinator.event.RoundEvent.BackboneMade;
import io.lorkd.coordinator.event.RoundEvent.RoundAbandoned;
import io.lorkd.coordinator.event.RoundEvent.RoundCommitted;
import io.lorkd.coordinator.event.RoundEvent.RoundOffered;
import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.event.WorkEvent.WorkFailed;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.RoundId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RoundSpansTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final AttributeKey<String> SITE = AttributeKey.stringKey("lorkd.site");
    private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("lorkd.direction");

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build();
    private final SteppedClock clock = new SteppedClock();
    private final RoundSpans spans = new RoundSpans(provider.get("test"), clock);

    private static final class SteppedClock extends Clock {
        private Instant now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @AfterEach
    void close() {
        provider.close();
    }

    private void at(long millis, CoordinatorEvent event) {
        clock.now = START.plusMillis(millis);
        spans.happened(event);
    }

    private static RoundId round(int number, int attempt) {
        return new RoundId("run", number, attempt);
    }

    private static RoundOffered offered(RoundId round) {
        return new RoundOffered(round, 5, Phase.WARMUP, List.of("north", "south"), 0.1);
    }

    private static void assertSpan(SpanData span, String name, long from, long to) {
        assertThat(span.getName()).isEqualTo(name);
        long origin = START.toEpochMilli();
        assertThat(span.getStartEpochNanos()).isEqualTo((origin + from) * 1_000_000);
        assertThat(span.getEndEpochNanos()).isEqualTo((origin + to) * 1_000_000);
    }

    @Test
    void aRoundIsATraceOfItsTransfersTrainingAggregationAndCommit() {
        at(0, offered(round(1, 1)));
        at(
                900,
                new UpdateStaged(
                        "north",
                        round(1, 1),
                        4096,
                        8,
                        0,
                        Map.of("breast", 0.5),
                        Map.of(),
                        new UpdateStaged.Took(100, 600, 50)));
        at(1000, new BackboneMade(round(1, 1), Duration.ofMillis(10), Duration.ofMillis(60), Duration.ofMillis(20)));
        at(1005, new RoundCommitted(round(1, 1), List.of("north"), "0".repeat(64), Map.of("breast", 0.5), 0, 0));

        List<SpanData> all = exported.getFinishedSpanItems();
        assertThat(all).hasSize(6);
        assertSpan(all.get(0), "transfer", 150, 250);
        assertSpan(all.get(1), "training", 250, 850);
        assertSpan(all.get(2), "transfer", 850, 900);
        assertSpan(all.get(3), "aggregation", 920, 980);
        assertSpan(all.get(4), "commit", 910, 1000);
        assertSpan(all.get(5), "round", 0, 1005);
        SpanData round = all.get(5);
        assertThat(all).extracting(SpanData::getTraceId).containsOnly(round.getTraceId());
        assertThat(List.of(all.get(0), all.get(1), all.get(2), all.get(4)))
                .extracting(SpanData::getParentSpanId)
                .containsOnly(round.getSpanId());
        assertThat(all.get(3).getParentSpanId()).isEqualTo(all.get(4).getSpanId());
        assertThat(all.get(0).getAttributes().get(DIRECTION)).isEqualTo("down");
        assertThat(all.get(2).getAttributes().get(DIRECTION)).isEqualTo("up");
        assertThat(all.get(2).getAttributes().get(AttributeKey.longKey("lorkd.bytes")))
                .isEqualTo(4096);
        assertThat(all.get(1).getAttributes().get(SITE)).isEqualTo("north");
        assertThat(round.getAttributes().get(AttributeKey.longKey("lorkd.round")))
                .isEqualTo(1);
    }

    @Test
    void anAbandonedAttemptEndsInAnErrorAndTheNextIsATraceOfItsOwn() {
        at(0, offered(round(1, 1)));
        at(10, new WorkFailed("north", round(1, 1), "the accelerator is gone"));
        at(20, new RoundAbandoned(round(1, 1), "too few sites", 0, 0));
        at(30, offered(round(1, 2)));
        at(40, new RoundCommitted(round(1, 2), List.of("south"), "0".repeat(64), Map.of(), 0, 0));

        List<SpanData> all = exported.getFinishedSpanItems();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(all.get(0).getStatus().getDescription()).isEqualTo("too few sites");
        assertThat(all.get(0).getEvents()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("failed");
            assertThat(event.getAttributes().get(SITE)).isEqualTo("north");
        });
        assertThat(all.get(1).getTraceId()).isNotEqualTo(all.get(0).getTraceId());
        assertThat(all.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void whatBelongsToARoundThatIsOverMakesNoSpan() {
        at(0, offered(round(2, 1)));
        at(10, new WorkFailed("north", round(1, 1), "late"));
        at(20, new RoundCommitted(round(1, 1), List.of("south"), "0".repeat(64), Map.of(), 0, 0));

        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }
}
