package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static io.lorkd.coordinator.run.TestFederation.RUN;
import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;

/** Who is let in, and what they are given to do then. */
class EnrollingTest extends FederationFixture {
    @Test
    void tellsANewcomerThatItsIdIsTakenWhileItsOwnerLives() throws Exception {
        start(Plans.deltas());
        StubSite owner = federation.site("a", "brain", 3);
        get(owner.enrol("first"));

        assertThat(refusal(get(owner.enrol("second")))).isEqualTo(Refusal.SITE_ID_TAKEN);
        assertThat(get(owner.enrol("first"))).isInstanceOf(Answer.Enrolled.class);

        federation.time.advance(Duration.ofSeconds(11));
        federation.awaitEvent(SiteEvent.SiteLost.class);
        assertThat(get(owner.enrol("second"))).isInstanceOf(Answer.Enrolled.class);
    }

    @Test
    void refusesASiteOfAnotherSchema() throws Exception {
        start(Plans.deltas());
        JsonObject foreign = new JsonObject().put("schema", 99).put("type", "Enrol");

        String answer = get(federation.vertx.eventBus().<String>request(Address.coordinator(), foreign.encode()))
                .body();

        assertThat(answer).contains("SCHEMA", "99");
    }

    @Test
    void offersTheOpenRoundAgainToASiteThatStartedAgain() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 1, sites: 2}"));
        List<StubSite> sites = federation.twoSites();
        StubSite restarted = sites.get(1);
        List<ToSite.RoundOffer> seen = new ArrayList<>();
        restarted.work = (self, offer) -> {
            seen.add(offer);
            if (seen.size() == 1) {
                self.enrol();
            } else {
                self.contribute(offer);
            }
        };
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().finished()).isTrue();
        assertThat(seen)
                .extracting(ToSite.RoundOffer::round)
                .containsOnly(new RoundId(RUN, 1, 1))
                .hasSize(2);
    }

    @Test
    void takesANewSiteInFromTheNextRoundOn() throws Exception {
        start(Plans.with("rounds: {warmup: 0, decomposition: 2, sites: 1}"));
        StubSite first = federation.site("a", "brain", 3);
        StubSite newcomer = federation.site("b", "lung", 1);
        first.work = (self, offer) -> {
            if (offer.round().round() == 1) {
                newcomer.enrol().onSuccess(enrolled -> self.contribute(offer));
            } else {
                self.contribute(offer);
            }
        };
        get(first.enrol());

        RunOutcome outcome = federation.outcome();

        assertThat(outcome.finished()).isTrue();
        assertThat(newcomer.heard(ToSite.RoundOffer.class))
                .extracting(offer -> offer.round().round())
                .containsExactly(2);
        assertThat(outcome.ranks()).isEqualTo(Map.of("brain", 8, "lung", 8));
    }
}
