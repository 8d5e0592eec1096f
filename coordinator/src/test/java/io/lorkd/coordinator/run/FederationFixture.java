package io.lorkd.coordinator.run;

import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.plan.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A federation that a test starts, and that is closed after it. */
abstract class FederationFixture {
    @TempDir
    Path folder;

    TestFederation federation;

    @AfterEach
    void close() throws Exception {
        federation.close();
    }

    void start(Plan plan) throws Exception {
        federation = new TestFederation(plan, folder);
    }

    static List<Refusal> refusals(StubSite site) {
        return site.answers.stream()
                .filter(Answer.Refused.class::isInstance)
                .map(FederationFixture::refusal)
                .toList();
    }

    static Refusal refusal(Answer answer) {
        return ((Answer.Refused) answer).refusal();
    }
}
