package io.lorkd.coordinator.event;

import io.lorkd.coordinator.event.WorkEvent.UpdateStaged;
import io.lorkd.coordinator.order.Order;
import io.lorkd.protocol.message.Phase;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

class EventCodecTest {
    private static final RoundId ROUND = new RoundId("run", 2, 1);
    private static final List<Region> REGIONS = List.of(new Region("brain", List.of("healthy", "ill"), 10));

    static Stream<CoordinatorEvent> journalledEvents() {
        return Stream.of(
                new RunEvent.RunOpened("run", 2, "abc"),
                new RunEvent.RunTakenUp("run", 1, 2),
                new RunEvent.StateEntered("run", "Warmup"),
                new RoundEvent.RoundTakenUp(ROUND, List.of("a")),
                new SiteEvent.SiteJoined("a", REGIONS, "cpu"),
                new SiteEvent.SiteReturned("a", REGIONS, "cpu"),
                new SiteEvent.SiteLost("a", Duration.ofSeconds(3)),
                new SiteEvent.SiteTurnedAway("a", Refusal.SITE_ID_TAKEN, "taken"),
                new RunEvent.RanksDecided(Map.of("brain", 8), Map.of("brain", Double.NaN)),
                new RoundEvent.RoundOffered(ROUND, 20, Phase.WARMUP, List.of("a"), 0.05),
                new UpdateStaged(
                        "a",
                        ROUND,
                        100,
                        10,
                        1,
                        Map.of("brain", Double.POSITIVE_INFINITY),
                        Map.of("accuracy/brain", 0.5),
                        new UpdateStaged.Took(1, 2, 3)),
                new WorkEvent.LeaseExpired("a", ROUND, Duration.ofMinutes(1)),
                new WorkEvent.UpdateRefused("a", ROUND, Refusal.NOT_FINITE, "NaN"),
                new WorkEvent.WorkFailed("a", ROUND, "no memory"),
                new RoundEvent.RoundCommitted(ROUND, List.of("a"), "abc", Map.of("brain", 0.25), 7, 8),
                new RoundEvent.RoundAbandoned(ROUND, "too few", 7, 8),
                new SiteEvent.SiteReported(
                        "a",
                        List.of(new RegionResult(
                                "brain", 10, 5, 8, new Scores.Classification(0.5, 0.25, OptionalDouble.empty())))),
                new RunEvent.RunFinished("run", "abc", List.of("b")),
                new RunEvent.RunPaused("run", "why"),
                new RunEvent.RunResumed("run"),
                new OrderGiven("ada", Order.PAUSE, Optional.empty(), "why"),
                new RunEvent.RunStopped("run", "stopped by ada: why"),
                new RunEvent.RunFailed("run", "why"));
    }

    @ParameterizedTest
    @MethodSource("journalledEvents")
    void readsBackWhatItWrote(CoordinatorEvent event) {
        String json = EventCodec.write(event);

        assertThat(event.journalled()).isTrue();
        assertThat(EventCodec.read(event.getClass().getSimpleName(), json)).contains(event);
    }

    @Test
    void everyEventThatIsJournalledIsTriedHere() {
        Set<String> tried = journalledEvents()
                .map(event -> event.getClass().getSimpleName())
                .collect(toSet());
        Set<String> passing = Set.of("RunInHand", "Pulse", "SiteTurnedTo", "SiteProgress", "BackboneMade");

        assertThat(EventCodec.kinds(CoordinatorEvent.class)
                        .map(Class::getSimpleName)
                        .filter(kind -> !passing.contains(kind)))
                .containsExactlyInAnyOrderElementsOf(tried);
    }

    @Test
    void anEventOfAnotherVersionIsReadAsFarAsItIsKnown() {
        assertThat(EventCodec.read("RunResumed", "{\"run\":\"run\",\"mood\":\"good\"}"))
                .contains(new RunEvent.RunResumed("run"));
        assertThat(EventCodec.read("RunDreamt", "{\"run\":\"run\"}")).isEmpty();
        assertThat(EventCodec.read("RoundOffered", "{\"run\":\"run\"}")).isEmpty();
    }
}
