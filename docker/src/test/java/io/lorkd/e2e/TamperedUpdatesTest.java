package io.lorkd.e2e;

import io.lorkd.coordinator.event.RoundEvent;
import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.TamperingTrainer;
import io.lorkd.site.train.TrainingOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static io.lorkd.e2e.LocalFederation.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A run with one site whose trainer does not do as it should: it goes on without that site's updates, and says so. */
class TamperedUpdatesTest {
    private static final int ROUNDS = 2;

    @TempDir
    Path temporary;

    @Test
    void anExpertBesideTheBackboneIsCaughtByTheGuardBeforeAByteOfItLeaves() {
        Traces expert = new Traces();
        try (LocalFederation federation = new LocalFederation(temporary)) {
            Traffic traffic = Traffic.of(federation.vertx());
            federation.coordinate(plan()).join("honest", new NoiseRegion("skin", 2, 8));
            federation.join(await(TamperingTrainer.site(
                    federation.vertx(),
                    federation.settings("leaky", federation.siteFolder("leaky"), new NoiseRegion("chest", 2, 8)),
                    order -> addExperts(order, expert))));

            RunOutcome outcome = federation.run();

            assertThat(outcome.finished()).isTrue();
            assertThat(federation.events(WorkEvent.WorkFailed.class))
                    .hasSize(ROUNDS)
                    .allSatisfy(failed -> {
                        assertThat(failed.site()).isEqualTo("leaky");
                        assertThat(failed.reason()).contains("may not leave the site");
                    });
            assertOnlyTheHonestSiteContributed(federation);
            assertThat(expert.size()).isGreaterThan(1000);
            assertThat(expert.foundIn(traffic.bytesFromSites())).isEmpty();
            assertThat(traffic.all()).noneMatch(sent -> sent.address().equals("lorkd.blobs.leaky"));
            assertThat(federation.siteFolder("leaky").resolve("outbox")).isEmptyDirectory();
            assertThat(federation.siteFolder("leaky").resolve("work")).isEmptyDirectory();
        }
    }

    @Test
    void anUpdateWithNaNIsRefusedAndTheRoundClosesWithoutIt() {
        try (LocalFederation federation = new LocalFederation(temporary)) {
            federation.coordinate(plan()).join("honest", new NoiseRegion("skin", 2, 8));
            federation.join(await(TamperingTrainer.site(
                    federation.vertx(),
                    federation.settings("broken", federation.siteFolder("broken"), new NoiseRegion("chest", 2, 8)),
                    order -> overwriteLastValueWithNaN(order.update()))));

            RunOutcome outcome = federation.run();

            assertThat(outcome.finished()).isTrue();
            assertThat(outcome.rounds()).isEqualTo(ROUNDS);
            assertThat(federation.events(WorkEvent.UpdateRefused.class))
                    .hasSize(ROUNDS)
                    .allSatisfy(refused -> {
                        assertThat(refused.site()).isEqualTo("broken");
                        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_FINITE);
                        assertThat(refused.sentence()).contains("NaN");
                    });
            assertOnlyTheHonestSiteContributed(federation);
        }
    }

    private static void assertOnlyTheHonestSiteContributed(LocalFederation federation) {
        assertThat(federation.events(RoundEvent.RoundCommitted.class))
                .hasSize(ROUNDS)
                .allSatisfy(committed -> assertThat(committed.contributors()).containsExactly("honest"));
    }

    /** The update with the site's experts behind it, in good safetensors. */
    private static void addExperts(TrainingOrder order, Traces leaked) throws IOException {
        Path experts = order.unit().resolve("experts.safetensors");
        leaked.addTensors("expert", experts, name -> true);
        Path both = order.update().resolveSibling("both");
        try (TensorFile update = TensorFile.open(order.update());
                TensorFile expert = TensorFile.open(experts)) {
            List<TensorInfo> tensors = new ArrayList<>(update.tensors());
            tensors.addAll(expert.tensors());
            try (TensorFileWriter writer = TensorFileWriter.create(both, tensors, Map.of())) {
                for (TensorInfo tensor : tensors) {
                    TensorFile from = update.find(tensor.name()).isPresent() ? update : expert;
                    float[] values = from.floats(tensor.name());
                    writer.write(values, 0, values.length);
                }
                writer.finish();
            }
        }
        Files.move(both, order.update(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void overwriteLastValueWithNaN(Path update) throws IOException {
        try (SeekableByteChannel file = Files.newByteChannel(update, StandardOpenOption.WRITE)) {
            file.position(file.size() - Float.BYTES);
            file.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xC0, 0x7F}));
        }
    }

    private static Plan plan() {
        return PlanReader.parse("""
                name: tampered-updates
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: 8}
                experts: {rank: 2}
                training: {batchSize: 4}
                rounds: {warmup: 0, decomposition: %d, sites: 2, localSteps: 1}
                """.formatted(ROUNDS), "test plan");
    }
}
