package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.train.TeacherSettings.Input;
import io.lorkd.model.train.TeacherSettings.Projection;
import io.lorkd.model.train.TeacherSettings.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TeacherTest {
    private static final String MEAN_OF_EACH_COLOUR = "return torch.mean(x, [2, 3])";

    @TempDir
    Path folder;

    private final NDManager manager = NDManager.newBaseManager();
    private Optional<Path> cache = Optional.empty();
    private final Precision precision = new Precision(Dtype.F32);

    @AfterEach
    void close() {
        manager.close();
    }

    private Path script(String body) throws IOException {
        return TorchScriptFile.write(folder.resolve("teacher.pt"), body);
    }

    private Teacher load(Path file, int channels, int width, Input input) {
        return Teacher.load(
                manager,
                precision,
                new TeacherSettings(
                        new Source.Script(file, channels, 4, width), input, Projection.FIXED, 10, 1, 1, cache));
    }

    /** One image whose colours are 0, 1 and -1. */
    private NDArray image() {
        float[] pixels = new float[3 * 16];
        for (int i = 0; i < 16; i++) {
            pixels[16 + i] = 1;
            pixels[32 + i] = -1;
        }
        return manager.create(pixels, new Shape(1, 3, 4, 4));
    }

    @Test
    void runsATorchScriptFile() throws IOException {
        try (Teacher teacher = load(script(MEAN_OF_EACH_COLOUR), 3, 3, Input.AS_THE_STUDENT)) {
            assertThat(teacher.features(image()).toFloatArray()).containsExactly(0, 1, -1);
        }
    }

    @Test
    void givesAGreyOneOneChannel() throws IOException {
        try (Teacher teacher = load(script(MEAN_OF_EACH_COLOUR), 1, 1, Input.AS_THE_STUDENT)) {
            assertThat(teacher.features(image()).toFloatArray()).containsExactly(0);
        }
    }

    @Test
    void givesItItsImagesAsItWasTaught() throws IOException {
        Input imageNet = new Input(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

        try (Teacher teacher = load(script(MEAN_OF_EACH_COLOUR), 3, 3, imageNet)) {
            float[] seen = teacher.features(image()).toFloatArray();
            assertThat(seen[0]).isCloseTo((float) ((0.5 - 0.485) / 0.229), within(1e-6f));
            assertThat(seen[1]).isCloseTo((float) ((1 - 0.456) / 0.224), within(1e-6f));
            assertThat(seen[2]).isCloseTo((float) ((0 - 0.406) / 0.225), within(1e-6f));
        }
    }

    @Test
    void refusesAnOutputThatIsNotAsDeclared() throws IOException {
        Path file = script(MEAN_OF_EACH_COLOUR);

        assertThatThrownBy(() -> load(file, 3, 512, Input.AS_THE_STUDENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        file + " returns shape (2, 3) for images of shape (2, 3, 4, 4), expected (2, 512)");
    }

    @Test
    void refusesAnInputThatItCannotTake() throws IOException {
        Path file = script("return torch.matmul(x, torch.zeros([7, 7]))");

        assertThatThrownBy(() -> load(file, 3, 3, Input.AS_THE_STUDENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file + " fails on images of shape (2, 3, 4, 4)");
    }

    @Test
    void refusesWhatIsNoTorchScript() throws IOException {
        Path file = Files.writeString(folder.resolve("teacher.pt"), "no module");

        assertThatThrownBy(() -> load(file, 3, 3, Input.AS_THE_STUDENT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file + " cannot be loaded as TorchScript");
    }

    @Test
    void remembersWhatItMadeOfEachImage() throws IOException {
        cache = Optional.of(folder.resolve("outputs"));
        NDArray black = manager.zeros(new Shape(1, 3, 4, 4));
        NDArray both = black.concat(image());
        try (CachedTeacher teacher = (CachedTeacher) load(script(MEAN_OF_EACH_COLOUR), 3, 3, Input.AS_THE_STUDENT)) {
            teacher.features(black);
            assertThat(teacher.features(both).toFloatArray()).containsExactly(0, 0, 0, 0, 1, -1);
            assertThat(teacher.report())
                    .contains("2 computed")
                    .contains("1 found")
                    .contains("saved");
        }

        Path other = script("return torch.mean(x, [2, 3]) * 0");
        try (CachedTeacher again = (CachedTeacher) load(other, 3, 3, Input.AS_THE_STUDENT)) {
            // Found, and not computed by the module of today, which gives nothing but zeros.
            assertThat(again.features(image()).toFloatArray()).containsExactly(0, 1, -1);
            assertThat(again.report()).contains("0 computed").contains("1 found");
        }
    }

    @Test
    void takesNothingFromImagesThatWereNormalisedOtherwise() throws IOException {
        cache = Optional.of(folder.resolve("outputs"));
        Path file = script(MEAN_OF_EACH_COLOUR);
        try (Teacher teacher = load(file, 3, 3, Input.AS_THE_STUDENT)) {
            teacher.features(image());
        }

        Input other = new Input(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
        try (Teacher teacher = load(file, 3, 3, other)) {
            assertThat(teacher.features(image()).toFloatArray()).containsExactly(0.5f, 1, 0);
        }
    }
}
