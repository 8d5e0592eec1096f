package io.lorkd.site;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.message.ToCoordinator.WorkFailed;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static io.lorkd.site.StubCoordinator.SITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A disk that does not take what is written. */
class AgentDiskTest extends AgentFixture {
    @Test
    void aPromotionThatTheDiskDoesNotTakeIsDoneWhenItIsToldAgain() throws IOException {
        enrolled();
        trained(1, 1);
        Path inTheWay = Files.createDirectories(state.resolve("units").resolve("promoted.writing"));

        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.BUSY));
        assertThat(units()).isEqualTo("none");

        Files.delete(inTheWay);
        assertThat(coordinator.tell(coordinator.committed(1, 1, SITE))).isEqualTo(ACCEPTED);
        assertThat(units()).isEqualTo("round-1-attempt-1");
        assertThat(trainer.model).isEqualTo("seed+0");
    }

    @Test
    void workThatTheDiskDoesNotTakeForAMomentIsDoneAgainFromTheSamePlace() throws IOException {
        enrolled();
        Path inTheWay = Files.createDirectories(state.resolve("held.json.writing"));
        coordinator.tell(coordinator.offer(1, 1));
        await().until(() -> trainer.trainings() >= 2);
        Files.delete(inTheWay);

        coordinator.hears(UpdateReady.class);

        assertThat(trainer.model).isEqualTo("seed+0");
        assertThat(coordinator.all(WorkFailed.class)).isEmpty();
    }

    @Test
    void anUpdateThatCannotBeWrittenDownIsNotServedAndItsWorkFails() throws IOException {
        enrolled();
        Files.createDirectories(state.resolve("held.json.writing"));
        coordinator.tell(coordinator.offer(1, 1));

        coordinator.hears(WorkFailed.class);

        await().until(() -> trainer.calls.contains("restore"));
        assertThat(state.resolve("outbox")).isEmptyDirectory();
        assertThat(coordinator.all(UpdateReady.class)).isEmpty();
    }
}
