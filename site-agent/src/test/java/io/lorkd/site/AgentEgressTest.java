package io.lorkd.site;

import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.transfer.TransferException;
import io.lorkd.site.egress.Leak;
import io.lorkd.site.train.PlannedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a site does not let out. */
class AgentEgressTest extends AgentFixture {
    @ParameterizedTest
    @EnumSource(Leak.class)
    void aLeakingTrainerIsCaughtAndItsRoundFails(Leak leak) {
        trainer.tampering = update -> leak.into(update, PlannedModel.manifest(TestRegions.plan()));
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));

        assertThat(coordinator.hears(WorkFailed.class).reason()).contains("may not leave the site");

        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        assertThat(state.resolve("work")).isEmptyDirectory();
        assertThat(units()).isEqualTo("none");
    }

    @Test
    void aReportThatSpeaksOfSomethingElseIsCaughtToo() {
        trainer.losses = Map.of("patient-0815", 0.7);
        enrolled();
        coordinator.tell(coordinator.offer(1, 1));

        assertThat(coordinator.hears(WorkFailed.class).reason())
                .contains("may not leave the site")
                .doesNotContain("0815");
        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
    }

    @Test
    void onlyTheCoordinatorMayPullAndOnlyAnUpdate() {
        enrolled();
        UpdateReady update = trained(1, 1);

        assertThat(result(coordinator.pull(update, "coordinator"))).hasSize(update.bytes());
        assertThatThrownBy(() -> result(coordinator.pull(update, "another")))
                .isInstanceOfSatisfying(
                        TransferException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(TransferException.Kind.REFUSED));
        String backbone = coordinator.backbone(1);
        UpdateReady asked =
                new UpdateReady(SITE, update.round(), backbone, update.bytes(), 8, Map.of(), Map.of(), "0".repeat(64));
        assertThatThrownBy(() -> result(coordinator.pull(asked, "coordinator"))).isInstanceOf(TransferException.class);
    }
}
