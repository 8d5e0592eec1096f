package io.lorkd.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lorkd.model.tensor.Digests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Algorithm 1 from its beginning: a foundation model, and a federation whose sites pull it and learn from it. */
class TeacherRunTest {
    private static final String IMAGES = """
            network: {architecture: shufflenet-v2-x0.5, imageSize: 8}
            experts: {rank: 2}
            training: {batchSize: 4, learningRate: 0.01}
            rounds: {warmup: 1, decomposition: 1, localSteps: 2, deadline: 2m}
            """;
    private static final String VOLUMES = """
            network: {architecture: unet3d-tiny}
            segmentation: {patch: [16, 16, 16], overlap: 0}
            experts: {rank: 2}
            training: {batchSize: 2, optimiser: adamw, learningRate: 0.001}
            rounds: {warmup: 1, decomposition: 1, localSteps: 1, deadline: 2m}
            """;

    @TempDir
    Path temporary;

    private Path plan;
    private Path data;
    private int runs;

    private void teacher(String settings, String architecture) throws IOException {
        plan = Files.writeString(
                temporary.resolve("plan.yaml"),
                settings + "teacher: {architecture: " + architecture + ", file: teacher.safetensors}\n");
        Called called = lorkd(
                "foundation",
                "--plan",
                plan.toString(),
                "--data",
                data.toString(),
                "--steps",
                "1",
                "--to",
                temporary.resolve("teacher.safetensors").toString());
        assertThat(called.exitCode()).as(called.err()).isZero();
    }

    /** The digest of the last backbone. */
    private String simulate(Path plan, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of("simulate", "--plan", plan.toString(), "--data", data.toString()));
        line.addAll(List.of("--out", out(++runs).toString(), "--format", "json"));
        line.addAll(List.of(options));
        Called called = lorkd(line.toArray(String[]::new));
        assertThat(called.exitCode()).as(called.err()).isZero();
        List<String> lines = called.out().lines().toList();
        JsonNode result = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        return result.get("backbone").get("sha256").asText();
    }

    private Path out(int run) {
        return temporary.resolve("out-" + run);
    }

    private Path atSite(int run, String site, String suffix) {
        return out(run).resolve("lorkd/sites")
                .resolve(site)
                .resolve("teachers")
                .resolve(Digests.sha256(temporary.resolve("teacher.safetensors")) + suffix);
    }

    private Path withoutTeacher(String settings) throws IOException {
        return Files.writeString(temporary.resolve("untaught.yaml"), settings);
    }

    private void imagesAndTheirTeacher() throws IOException {
        data = Files.createDirectory(temporary.resolve("data"));
        DataFixture.medMnist(data.resolve("breast.npz"), 0, 1, 0, 1, 0, 1);
        DataFixture.medMnist(data.resolve("skin.npz"), 1, 0, 1, 0);
        teacher(IMAGES, "shufflenet-v2-x0.5");
    }

    @Test
    void imagesAreTaughtByTheFeaturesOfATeacher() throws IOException {
        imagesAndTheirTeacher();

        String taught = simulate(plan);

        for (String site : List.of("site-breast", "site-skin")) {
            assertThat(atSite(1, site, "")).hasSameBinaryContentAs(temporary.resolve("teacher.safetensors"));
            assertThat(atSite(1, site, ".outputs")).isNotEmptyFile();
        }
        assertThat(simulate(withoutTeacher(IMAGES))).as("without a teacher").isNotEqualTo(taught);
    }

    @Test
    void sitesInProcessesPullTheTeacherAndEndWithTheSameBackbone() throws IOException {
        imagesAndTheirTeacher();

        String inProcesses = simulate(plan, "--processes");

        for (String site : List.of("site-breast", "site-skin")) {
            assertThat(atSite(1, site, "")).hasSameBinaryContentAs(temporary.resolve("teacher.safetensors"));
        }
        assertThat(simulate(plan)).isEqualTo(inProcesses);
    }

    @Test
    void volumesAreTaughtByTheMasksOfATeacher() throws IOException {
        data = VolumeFixture.set(temporary.resolve("balls"));
        teacher(VOLUMES, "unet3d-tiny");

        String taught = simulate(plan);

        assertThat(atSite(1, "site-balls", "")).hasSameBinaryContentAs(temporary.resolve("teacher.safetensors"));
        assertThat(simulate(withoutTeacher(VOLUMES))).as("without a teacher").isNotEqualTo(taught);
    }
}
