package io.lorkd.e2e;

import io.lorkd.coordinator.event.SiteEvent;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.MessageCodec;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteOutcome;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Sites that cannot take part are told why, and the run goes on with the others. */
class NewcomersTest {
    private static final NoiseRegion SKIN = new NoiseRegion("skin", 2, 8);
    private static final NoiseRegion CHEST = new NoiseRegion("chest", 2, 8);

    @TempDir
    Path temporary;

    @Test
    void aSecondSiteWithAnIdThatIsTakenIsTurnedAwayAndTheRunGoesOn() {
        try (LocalFederation federation =
                new LocalFederation(temporary).coordinate(plan(2)).join("clinic", SKIN)) {
            SiteAgent newcomer = await(SiteAgent.start(
                    federation.vertx(), federation.settings("clinic", temporary.resolve("another-folder"), CHEST)));

            SiteOutcome refused = await(newcomer.ended());
            federation.join("other-clinic", CHEST);
            RunOutcome outcome = federation.run();

            assertThat(refused.kind()).isEqualTo(SiteOutcome.Kind.REFUSED);
            assertThat(refused.kind().exitCode()).isEqualTo(2);
            assertThat(refused.reason()).contains("'clinic'", "choose another id");
            assertThat(outcome.reason()).isEmpty();
            assertThat(federation.events(SiteEvent.SiteTurnedAway.class))
                    .singleElement()
                    .satisfies(turned -> assertThat(turned.refusal()).isEqualTo(Refusal.SITE_ID_TAKEN));
            assertThat(outcome.reports()).hasSize(2);
        }
    }

    @Test
    void aSiteOfAnotherSchemaVersionIsToldBothVersionsAndTheRunGoesOn() {
        Vertx fromTomorrow = Vertx.vertx();
        try (LocalFederation federation = new LocalFederation(temporary).coordinate(plan(1))) {
            relayAsLaterVersion(fromTomorrow, federation.vertx());
            SiteAgent newcomer = await(SiteAgent.start(
                    fromTomorrow, federation.settings("from-tomorrow", temporary.resolve("newcomer"), CHEST)));

            SiteOutcome refused = await(newcomer.ended());
            RunOutcome outcome = federation.join("clinic", SKIN).run();

            assertThat(refused.kind()).isEqualTo(SiteOutcome.Kind.REFUSED);
            assertThat(refused.kind().exitCode()).isEqualTo(2);
            assertThat(refused.reason())
                    .contains("SCHEMA", "schema 99", "schema " + MessageCodec.SCHEMA, "install the same version");
            assertThat(outcome.reason()).isEmpty();
            assertThat(outcome.reports())
                    .singleElement()
                    .satisfies(report -> assertThat(report.site()).isEqualTo("clinic"));
        } finally {
            await(fromTomorrow.close());
        }
    }

    /** Passes what is said to the coordinator on one bus to the coordinator on another, as a later release would say it. */
    private static void relayAsLaterVersion(Vertx from, Vertx to) {
        from.eventBus()
                .<String>consumer(
                        Address.coordinator(),
                        message -> to.eventBus()
                                .<String>request(
                                        Address.coordinator(),
                                        message.body().replace("\"schema\":" + MessageCodec.SCHEMA, "\"schema\":99"))
                                .onSuccess(answer -> message.reply(answer.body())));
    }

    private static Plan plan(int sites) {
        return PlanReader.parse("""
                name: newcomers
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
                experts: {rank: 2}
                training: {batchSize: 4}
                rounds: {warmup: 0, decomposition: 1, sites: %d, localSteps: 1}
                """.formatted(sites), "test plan");
    }
}
