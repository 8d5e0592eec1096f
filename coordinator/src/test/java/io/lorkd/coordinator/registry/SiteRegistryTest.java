package io.lorkd.coordinator.registry;

import io.lorkd.coordinator.time.ManualTime;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.Region;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

class SiteRegistryTest {
    private final ManualTime time = new ManualTime();
    private final SiteRegistry registry = new SiteRegistry(time, Duration.ofSeconds(10));

    @Test
    void listsSitesInTheOrderOfTheirIds() {
        registry.enrol(enrol("b", "1", 5), Admission.OPEN);
        registry.enrol(enrol("a", "1", 5), Admission.OPEN);

        assertThat(registry.all()).extracting(EnrolledSite::id).containsExactly("a", "b");
    }

    @Test
    void countsASiteAsLostOnceAfterTooLongASilence() {
        registry.enrol(enrol("a", "1", 5), Admission.OPEN);
        time.advance(Duration.ofSeconds(10));
        assertThat(registry.markLost()).isEmpty();
        time.advance(Duration.ofSeconds(1));

        assertThat(registry.markLost()).extracting(SiteRegistry.Loss::silence).containsExactly(Duration.ofSeconds(11));
        assertThat(registry.markLost()).isEmpty();
        assertThat(registry.isLost("a")).isTrue();

        assertThat(registry.heard("a", "1")).isPresent();
        assertThat(registry.isLost("a")).isFalse();
    }

    @Test
    void doesNotTakeAStrangersHeartbeatForTheSites() {
        registry.enrol(enrol("a", "1", 5), Admission.OPEN);

        assertThat(registry.heard("a", "2")).isEmpty();
        assertThat(registry.heard("b")).isEmpty();
    }

    @Test
    void holdsASiteToWhatItEnrolledWithOnceTheRunGoesOn() {
        registry.enrol(enrol("a", "1", 5), Admission.OPEN);
        assertThat(registry.enrol(enrol("a", "1", 6), Admission.OPEN)).isInstanceOf(Enrolment.Returned.class);

        assertThat(registry.enrol(enrol("a", "1", 7), Admission.RUNNING)).satisfies(denied(Refusal.NOT_IN_PLAN));
        assertThat(registry.enrol(enrol("a", "1", 6), Admission.RUNNING)).isInstanceOf(Enrolment.Returned.class);
        assertThat(registry.find("a").orElseThrow().samples()).isEqualTo(6);
    }

    @Test
    void takesNoNewSiteOnceTheLastBackboneIsThere() {
        registry.enrol(enrol("a", "1", 5), Admission.OPEN);

        assertThat(registry.enrol(enrol("b", "1", 5), Admission.RUNNING)).isInstanceOf(Enrolment.Joined.class);
        assertThat(registry.enrol(enrol("c", "1", 5), Admission.CLOSING)).satisfies(denied(Refusal.NOT_IN_PLAN));
        assertThat(registry.enrol(enrol("a", "1", 5), Admission.CLOSING)).isInstanceOf(Enrolment.Returned.class);
    }

    @Test
    void letsNoSiteBeCalledAsTheCoordinator() {
        assertThat(registry.enrol(enrol("coordinator", "1", 5), Admission.OPEN))
                .satisfies(denied(Refusal.SITE_ID_TAKEN));
    }

    @Test
    void refusesASiteWithoutRegionsAndARegionWithAClassTwice() {
        List<List<Region>> bad = List.of(List.of(), List.of(new Region("brain", List.of("x", "x"), 5)));

        assertThat(bad)
                .allSatisfy(regions -> assertThat(registry.enrol(new Enrol("a", "1", regions, "cpu"), Admission.OPEN))
                        .satisfies(denied(Refusal.NOT_IN_PLAN)));
        assertThat(registry.size()).isZero();
    }

    private static Enrol enrol(String site, String instance, long samples) {
        return new Enrol(site, instance, List.of(new Region("brain", List.of("healthy", "ill"), samples)), "cpu");
    }

    private static Consumer<Enrolment> denied(Refusal refusal) {
        return enrolment -> assertThat(((Enrolment.Denied) enrolment).refusal()).isEqualTo(refusal);
    }
}
