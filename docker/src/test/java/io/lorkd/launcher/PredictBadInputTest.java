package io.lorkd.launcher;

import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static io.lorkd.launcher.Called.lorkd;
import static org.assertj.core.api.Assertions.assertThat;

/** Scans and experts that cannot be used: exit code 2, the file and the reason, and neither a mask nor half of one. */
class PredictBadInputTest {

    private enum Damage {
        TRUNCATED(scan -> DataFixture.cut(scan, 0.6), "ends"),
        WRONG_MAGIC(scan -> VolumeFixture.rewrite(scan, bytes -> bytes.put(346, (byte) '3')), "\"n+1\""),
        NO_NIFTI(scan -> Files.writeString(scan, "this is no scan, but a text"), "NIfTI"),
        NAN(
                scan -> {
                    Volume volume = VolumeFixture.volume(VolumeFixture.GRID, 1);
                    volume.values()[VolumeFixture.GRID.index(3, 2, 1)] = Float.NaN;
                    NiftiFile.write(scan, volume);
                },
                "NaN",
                "(3, 2, 1)"),
        FOUR_DIMENSIONS(VolumeFixture::fourDimensions, "20 x 18 x 8 x 2"),
        SMALLER_THAN_THE_PATCH(
                scan -> NiftiFile.write(scan, VolumeFixture.volume(new Grid(20, 12, 16, Affine.ofSpacing(1, 1, 1)), 1)),
                "20 x 12 x 16",
                "16, 16, 16",
                "segmentation.smaller");

        private interface Change {
            void apply(Path scan) throws IOException;
        }

        private final Change change;
        private final String[] said;

        Damage(Change change, String... said) {
            this.change = change;
            this.said = said;
        }
    }

    @TempDir
    Path temporary;

    private Path expert;
    private Path scan;
    private Path masks;

    @BeforeEach
    void aGoodScan() throws IOException {
        expert = VolumeFixture.expert(temporary);
        scan = temporary.resolve("scan.nii.gz");
        NiftiFile.write(scan, VolumeFixture.volume(VolumeFixture.GRID, 1));
        masks = Files.createDirectory(temporary.resolve("masks"));
    }

    private Called predict() {
        return lorkd(
                "predict",
                "--expert",
                expert.toString(),
                "--in",
                scan.toString(),
                "--out",
                masks.resolve("mask.nii.gz").toString(),
                "--preview");
    }

    private void assertRefused(Called called, String... said) {
        assertThat(called.err()).contains(said).doesNotContain("\tat ");
        assertThat(called.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aScan(Damage damage) throws IOException {
        damage.change.apply(scan);

        Called called = predict();

        assertRefused(called, scan.toString());
        assertRefused(called, damage.said);
        assertThat(masks).isEmptyDirectory();
    }

    @Test
    void anExpertThatIsCutOffOrOfOtherClasses() throws IOException {
        byte[] whole = Files.readAllBytes(expert);
        Files.write(expert, Arrays.copyOf(whole, whole.length / 2));
        assertRefused(predict(), expert.toString());
        assertRefused(export(), expert.toString());

        Files.write(expert, whole);
        Path card = temporary.resolve("balls.json");
        String classes = Files.readString(card);
        Files.writeString(
                card, classes.replaceFirst("(\\{[^{}]*\"ball\"[^{}]*})", "$1, {\"name\":\"cube\",\"label\":2}"));
        assertThat(Files.readString(card)).contains("cube");
        assertRefused(predict(), expert.toString(), "head.");
        assertRefused(export(), expert.toString(), "head.");
        assertThat(masks).isEmptyDirectory();
    }

    private Called export() {
        return lorkd(
                "export",
                "--expert",
                expert.toString(),
                "--to",
                masks.resolve("balls.onnx").toString());
    }
}
