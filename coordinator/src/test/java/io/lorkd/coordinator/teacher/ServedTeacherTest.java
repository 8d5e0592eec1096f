package io.lorkd.coordinator.teacher;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.disk.StateFolder;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.init.Initialiser;
import io.lorkd.model.network.Network;
import io.lorkd.model.network.Networks;
import io.lorkd.model.network.Stem;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServedTeacherTest {
    private static final Network NETWORK = Networks.byName("shufflenet-v2-x0.5", Stem.SMALL, 3);

    @TempDir
    Path folder;

    private StateFolder state;
    private BlobStore blobs;
    private Path file;
    private String digest;

    @BeforeEach
    void aTeacher() throws IOException {
        state = StateFolder.open(folder.resolve("state"));
        blobs = state.blobs();
        file = folder.resolve("teacher.safetensors");
        Initialiser.backbone(BackboneManifest.of(NETWORK, true, Dtype.F32), NETWORK, 1, file);
        digest = Sha256.ofFile(file);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private static Plan plan(String teacher) {
        return PlanReader.parse("teacher: {architecture: shufflenet-v2-x0.5, " + teacher + "}", "a test");
    }

    @Test
    void takesTheFileIntoTheStoreAndNamesItByItsDigest() throws IOException {
        Plan settled = ServedTeacher.settle(plan("file: " + file), blobs);

        assertThat(settled).isEqualTo(plan("sha256: " + digest));
        assertThat(blobs.path(digest)).hasSameBinaryContentAs(file);
    }

    @Test
    void leavesAPlanWithoutATeacherAsItIs() throws IOException {
        assertThat(ServedTeacher.settle(PlanReader.defaults(), blobs)).isEqualTo(PlanReader.defaults());
    }

    @Test
    void servesWhatAnEarlierProcessTook() throws IOException {
        ServedTeacher.settle(plan("file: " + file), blobs);
        Files.delete(file);

        assertThat(ServedTeacher.settle(plan("sha256: " + digest), blobs)).isEqualTo(plan("sha256: " + digest));
    }

    @Test
    void takesItAgainWhereTheStoresIsDamaged() throws IOException {
        ServedTeacher.settle(plan("file: " + file), blobs);
        Files.writeString(blobs.path(digest), "cut");

        ServedTeacher.settle(plan("file: " + file), blobs);

        assertThat(blobs.path(digest)).hasSameBinaryContentAs(file);
        Files.writeString(blobs.path(digest), "cut");
        refused(plan("sha256: " + digest), blobs.path(digest) + " is not there or not whole");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        refused(plan("file: /nowhere/teacher.safetensors"), "found /nowhere/teacher.safetensors, which is not there");
    }

    @Test
    void refusesAFileOfAnotherDigest() {
        String other = "ab".repeat(32);

        refused(plan("file: " + file + ", sha256: " + other), file + " has the SHA-256 " + digest);
    }

    @Test
    void refusesAnotherNetworkBeforeAnythingIsKept() {
        Plan other = PlanReader.parse("teacher: {architecture: resnet-18, file: " + file + "}", "a test");

        refused(other, file + " lacks");
        assertThat(blobs.path(digest)).doesNotExist();
    }

    private void refused(Plan plan, String message) {
        assertThatThrownBy(() -> ServedTeacher.settle(plan, blobs))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
