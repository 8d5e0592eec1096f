package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.Heartbeat;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import io.lorkd.protocol.message.ToSite.Recall;
import io.lorkd.protocol.message.ToSite.RoundOffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import static io.lorkd.site.StubCoordinator.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Backbones that do not come in one go. */
class AgentPullingTest extends AgentFixture {
    @Test
    void pullsGoOnWhereAnEarlierProcessWasCutAndOtherLeftoversAreRemoved() throws IOException {
        String digest = coordinator.backbone(1);
        byte[] whole = Files.readAllBytes(temporary.resolve("coordinator").resolve("backbone-1"));
        int half = whole.length / 2;
        Path backbones = Files.createDirectories(state.resolve("backbones"));
        Files.write(backbones.resolve(digest + ".part"), Arrays.copyOf(whole, half));
        Files.writeString(backbones.resolve("x.tmp"), "left over");
        Files.writeString(state.resolve("held.json.writing"), "left over");
        Files.createDirectories(state.resolve("checkpoints").resolve("writing"));
        enrolled();

        trained(1, 1);

        assertThat(coordinator.bytesServed()).isEqualTo(whole.length - half);
        assertThat(backbones).isDirectoryNotContaining("glob:**/x.tmp");
        assertThat(state.resolve("held.json.writing")).doesNotExist();
        assertThat(state.resolve("checkpoints"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void aBackboneThatCannotBePulledYetIsWaitedForAndHeartbeatsSayHowMuchIsHere() throws IOException {
        trainer.holdsTraining = true;
        enrolled();
        RoundOffer offer = coordinator.offer(1, 1);
        coordinator.revoke(offer.backbone());
        assertThat(coordinator.tell(offer)).isEqualTo(ACCEPTED);
        assertThat(coordinator.tell(new Recall(RUN)))
                .isEqualTo(new Answer.Holding(Optional.of(offer.round()), Optional.empty(), OptionalInt.empty()));
        await().until(() -> coordinator.all(Heartbeat.class).stream()
                .anyMatch(beat -> beat.progress()
                        .filter(progress -> progress.pulledBytes() == 0)
                        .isPresent()));

        coordinator.backbone(1);

        long bytes = Files.size(temporary.resolve("coordinator").resolve("backbone-1"));
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> coordinator.all(Heartbeat.class).stream()
                        .anyMatch(beat -> beat.progress()
                                .filter(progress -> progress.pulledBytes() == bytes)
                                .isPresent()));
        trainer.endTraining();
        coordinator.hears(UpdateReady.class);
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }

    @Test
    void aRoundThatIsClosedWhileItsBackboneIsWaitedForIsLeft() {
        enrolled();
        RoundOffer offer = coordinator.offer(1, 1);
        coordinator.revoke(offer.backbone());
        coordinator.tell(offer);

        assertThat(coordinator.tell(coordinator.committed(1, 1, "another"))).isEqualTo(ACCEPTED);

        assertThat(trained(2, 1).round().round()).isEqualTo(2);
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }
}
