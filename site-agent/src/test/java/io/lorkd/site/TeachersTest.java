package io.lorkd.site;

import io.lorkd.model.train.StepLock;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.BlobHolder;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static io.lorkd.site.StubCoordinator.SITE;
import static io.lorkd.site.StubCoordinator.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TeachersTest {
    private static final String TEACHER = "the teacher's tensors";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private BlobHolder coordinator;
    private Teachers teachers;
    private Path served;
    private Path kept;
    private Plan plan;

    @BeforeEach
    void aCoordinatorWithATeacher() throws IOException {
        served = Files.writeString(folder.resolve("served"), TEACHER);
        String digest = Sha256.ofFile(served);
        coordinator = BlobHolder.serve(vertx, Address.coordinatorName());
        result(coordinator.ready());
        coordinator.grant(digest, served, SITE);
        plan = PlanReader.parse("teacher: {architecture: resnet-18, sha256: " + digest + "}", "a test");
        kept = Files.createDirectory(folder.resolve("teachers")).resolve(digest);
        SiteSettings settings = new SiteSettings(
                SITE, folder.resolve("state"), List.of(TestRegions.region("breast", 8)), new StepLock());
        teachers = new Teachers(vertx, new Pulls(vertx, settings), kept.getParent());
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private Future<Plan> settle() {
        return teachers.settle(plan, () -> true);
    }

    @Test
    void pullsATeacherOnce() {
        Plan settled = result(settle());

        assertThat(kept).hasContent(TEACHER);
        assertThat(settled.teacher().orElseThrow().file()).contains(kept.toString());
        long pulled = coordinator.bytesServed();
        result(settle());
        assertThat(coordinator.bytesServed()).isEqualTo(pulled).isEqualTo(TEACHER.length());
    }

    @Test
    void pullsATeacherAgainThatIsNotWholeHere() throws IOException {
        result(settle());
        Files.writeString(kept, "cut");

        result(settle());

        assertThat(kept).hasContent(TEACHER);
    }

    @Test
    void takesOneThatWasPutHereByHand() throws IOException {
        Files.copy(served, kept);

        result(settle());

        assertThat(coordinator.bytesServed()).isZero();
    }

    @Test
    void leavesAPlanWithoutATeacherAsItIs() {
        assertThat(result(teachers.settle(PlanReader.defaults(), () -> true))).isEqualTo(PlanReader.defaults());
    }

    @Test
    void removesThoseOfOtherRunsAndWhatTheyMadeOfImages() throws IOException {
        result(settle());
        Path outputs = Files.writeString(kept.resolveSibling(kept.getFileName() + ".outputs"), "of this one");
        Path other = kept.resolveSibling("0".repeat(64));
        Files.writeString(other, "another teacher");
        Files.writeString(kept.resolveSibling("0".repeat(64) + ".outputs"), "of another one");
        Path note = Files.writeString(kept.resolveSibling("README"), "what the hospital keeps here");

        result(settle());

        assertThat(kept.getParent()).isDirectoryNotContaining("glob:**" + "0".repeat(64) + "*");
        assertThat(kept).hasContent(TEACHER);
        assertThat(outputs).exists();

        result(teachers.settle(PlanReader.defaults(), () -> true));

        try (var left = Files.list(kept.getParent())) {
            assertThat(left).containsExactly(note);
        }
    }

    @Test
    void givesUpWhatIsNotWantedAnyMore() {
        assertThatThrownBy(() -> result(teachers.settle(plan, () -> false)))
                .hasStackTraceContaining(WorkCancelledException.class.getName());
    }
}
