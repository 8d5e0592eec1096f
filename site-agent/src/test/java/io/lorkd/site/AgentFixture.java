package io.lorkd.site;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.Enrol;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A site, against a coordinator by script and with a trainer by script. */
abstract class AgentFixture {
    static final Answer ACCEPTED = new Answer.Accepted();

    @TempDir
    Path temporary;

    final Vertx vertx = Vertx.vertx();

    final ScriptedTrainer trainer = new ScriptedTrainer();

    StubCoordinator coordinator;

    Path state;

    @BeforeEach
    void makeCoordinator() throws IOException {
        state = temporary.resolve("state");
        coordinator =
                new StubCoordinator(vertx, Files.createDirectory(temporary.resolve("coordinator")), TestRegions.plan());
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    SiteAgent start() {
        SiteSettings settings = new SiteSettings(SITE, state, List.of(TestRegions.region("breast", 8)), new StepLock())
                .withBackoff(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)));
        return result(SiteAgent.start(vertx, settings, (ofSite, context) -> trainer));
    }

    /** Enrolled, the model made. */
    SiteAgent enrolled() {
        coordinator.listen();
        SiteAgent agent = start();
        coordinator.hears(Enrol.class);
        await().until(() -> trainer.calls.contains("open"));
        return agent;
    }

    SiteAgent restarted(SiteAgent agent) {
        result(agent.close());
        int before = coordinator.all(Enrol.class).size();
        SiteAgent next = start();
        coordinator.hears(Enrol.class, before + 1);
        return next;
    }

    UpdateReady trained(int round, int attempt) {
        int before = coordinator.all(UpdateReady.class).size();
        assertThat(coordinator.tell(coordinator.offer(round, attempt))).isEqualTo(ACCEPTED);
        return coordinator.hears(UpdateReady.class, before + 1);
    }

    String units() {
        Path pointer = state.resolve("units").resolve("promoted");
        try {
            return Files.exists(pointer) ? Files.readString(pointer) : "none";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
