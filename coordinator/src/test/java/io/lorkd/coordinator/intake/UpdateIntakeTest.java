package io.lorkd.coordinator.intake;

import io.lorkd.coordinator.aggregation.TensorFiles;
import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.coordinator.work.BlockingWork;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.RoundId;
import io.lorkd.protocol.message.ToCoordinator.UpdateReady;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.Sha256;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UpdateIntakeTest {
    private final Vertx vertx = Vertx.vertx();
    private final BackboneManifest manifest = BackboneManifest.of(TensorFiles.tinyNetwork(), true, Dtype.F32);

    @TempDir
    Path folder;

    private StateFolder state;
    private BlobStore blobs;
    private BlobHolder site;
    private UpdateIntake intake;

    @BeforeEach
    void open() throws Exception {
        state = StateFolder.open(folder.resolve("state"));
        blobs = state.blobs();
        site = BlobHolder.serve(vertx, "a");
        get(site.ready());
        intake = new UpdateIntake(vertx, manifest, blobs, new BlockingWork(vertx, "files"));
    }

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
        state.close();
    }

    @Test
    void stagesAnUpdateOfTheManifestsForm() throws Exception {
        Path file = TensorFiles.constant(folder.resolve("update"), manifest, 0.5, 1);
        String digest = offer(file);

        get(intake.stage(announced(digest, manifest.fileBytes()), bytes -> {}));

        assertThat(blobs.path(digest)).hasSameBinaryContentAs(file);
        assertThat(intake.bytesPulled()).isEqualTo(manifest.fileBytes());
        assertThat(intake.underWay()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1, 1L << 40})
    void refusesAnotherSizeBeforeAByteIsPulled(long difference) throws Exception {
        String digest = offer(TensorFiles.constant(folder.resolve("update"), manifest, 0.5, 1));

        UpdateRefusedException refused =
                refused(intake.stage(announced(digest, manifest.fileBytes() + difference), bytes -> {}));

        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_IN_MANIFEST);
        assertThat(refused).hasMessageContaining(Long.toString(manifest.fileBytes()));
        assertThat(site.bytesServed()).isZero();
        assertThat(folder.resolve("state/staging")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void refusesValuesThatAreNotFinite(double value) throws Exception {
        String digest = offer(TensorFiles.constant(folder.resolve("update"), manifest, value, 1));

        UpdateRefusedException refused = refused(intake.stage(announced(digest, manifest.fileBytes()), bytes -> {}));

        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_FINITE);
        assertThat(blobs.path(digest)).doesNotExist();
        assertThat(folder.resolve("state/staging")).isEmptyDirectory();
    }

    @Test
    void countsOfAnUpdateThatWasBegunBeforeOnlyWhatCrosses() throws Exception {
        Path file = TensorFiles.constant(folder.resolve("update"), manifest, 0.5, 1);
        String digest = offer(file);
        int before = begin(digest, file);

        get(intake.stage(announced(digest, manifest.fileBytes()), bytes -> {}));

        assertThat(blobs.path(digest)).hasSameBinaryContentAs(file);
        assertThat(intake.bytesPulled()).isEqualTo(manifest.fileBytes() - before);
    }

    @Test
    void looksAtTheValuesThatWereHereBeforeToo() throws Exception {
        // The first tensor's values, and with them the first NaN, are in the part that is here.
        Path file = TensorFiles.constant(folder.resolve("update"), manifest, Double.NaN, 1);
        String digest = offer(file);
        begin(digest, file);

        UpdateRefusedException refused = refused(intake.stage(announced(digest, manifest.fileBytes()), bytes -> {}));

        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_FINITE);
        assertThat(folder.resolve("state/staging")).isEmptyDirectory();
    }

    /** Leaves all but the last value where an earlier pull would have. */
    private int begin(String digest, Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int before = whole.length - Float.BYTES;
        Files.write(folder.resolve("state/staging/a-" + digest + ".part"), Arrays.copyOf(whole, before));
        return before;
    }

    private String offer(Path file) throws IOException {
        String digest = Sha256.ofFile(file);
        site.grant(digest, file, Address.coordinatorName());
        return digest;
    }

    private static UpdateReady announced(String digest, long bytes) {
        return new UpdateReady("a", new RoundId("run", 1, 1), digest, bytes, 5, Map.of(), Map.of(), "0".repeat(64));
    }

    private static UpdateRefusedException refused(Future<Void> staging) {
        ExecutionException failed = catchThrowableOfType(ExecutionException.class, () -> get(staging));
        return (UpdateRefusedException) failed.getCause();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
