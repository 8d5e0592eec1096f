package io.lorkd.model.volume;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The extents and spacings are those of the data's own README. */
class RealVolumesTest {

    @TempDir
    Path written;

    private Path folder;

    @BeforeEach
    void findData() {
        String data = System.getenv("LORKD_DATA");
        assumeTrue(data != null, "LORKD_DATA is not set: tests on real volumes are skipped");
        folder = Path.of(data, "seg3d");
        assumeTrue(Files.isDirectory(folder), folder + " is not there: tests on real volumes are skipped");
    }

    @Test
    void everyHippocampusIsReadWithItsMask() throws IOException {
        Path images = folder.resolve("hippocampus_msd04/imagesTr");
        int cases = 0;
        try (var files = Files.list(images)) {
            for (Path image : files.sorted().toList()) {
                Volume volume = NiftiFile.read(image);
                Path file = folder.resolve("hippocampus_msd04/labelsTr").resolve(image.getFileName());
                Mask mask = NiftiFile.readMask(file, image, volume.grid());

                assertThat(IntStream.range(0, mask.labels().length).map(mask::label))
                        .as(file.toString())
                        .contains(1, 2)
                        .allMatch(label -> label <= 2);
                assertThat(volume.grid().spacing(0)).isCloseTo(1, within(1e-6));
                cases++;
            }
        }
        assertThat(cases).isEqualTo(260);
    }

    @ParameterizedTest
    @CsvSource({
        "spine_sct/images/t2.nii.gz, spine_sct/labels/t2_seg-manual_labeled.nii.gz, 52, 60, 55, 1, OTHER",
        "spine_sct/images/t2s.nii.gz, spine_sct/labels/t2s_gmseg_manual.nii.gz, 49, 54, 9, 7.5, OTHER",
        "totalseg_samples/ct_torso_image.nii.gz, totalseg_samples/ct_torso_labels.nii.gz, 122, 101, 112, 3, CT"
    })
    void scansOfSeveralKindsArePreparedAndTheirMasksComeBack(
            Path image, Path mask, int x, int y, int z, double thickness, Modality modality) {
        Volume volume = NiftiFile.read(folder.resolve(image));
        Mask truth = NiftiFile.readMask(folder.resolve(mask), folder.resolve(image), volume.grid());
        Preparation same = new Preparation(Optional.empty(), modality);

        Volume prepared = same.prepare(volume);
        Mask there = same.prepare(truth);

        Grid grid = prepared.grid();
        assertThat(List.of(grid.x(), grid.y(), grid.z())).containsExactly(x, y, z);
        assertThat(grid.spacing(2)).isCloseTo(thickness, within(0.01));
        assertThat(same.restore(there, volume.grid()).labels()).isEqualTo(truth.labels());
        Preparation finer = new Preparation(Optional.of(new Spacing(0.5, 0.5, 0.5)), modality);
        assertThat(finer.restore(finer.prepare(truth), volume.grid()).labels()).isEqualTo(truth.labels());
    }

    @Test
    void whatIsWrittenIsWhatWasRead() {
        Path image = folder.resolve("spine_sct/images/t2s.nii.gz");
        Volume volume = NiftiFile.read(image);
        NiftiFile.write(written.resolve("copy.nii.gz"), volume);

        Volume copy = NiftiFile.read(written.resolve("copy.nii.gz"));

        assertThat(copy.grid()).isEqualTo(volume.grid());
        assertThat(copy.values()).isEqualTo(volume.values());
    }

    /** Other tools wrote both: axes in other places, oblique, mirrored. */
    @ParameterizedTest
    @ValueSource(strings = {"t1w", "t2", "t2s", "t2s_uncropped"})
    void theRotationInAFileSaysTheSameAsItsMatrix(String scan) throws IOException {
        Path file = folder.resolve("spine_sct/images/" + scan + ".nii.gz");
        byte[] bytes;
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            bytes = in.readAllBytes();
        }
        ByteBuffer.wrap(bytes).putShort(254, (short) 0);
        Path rotated = Files.write(written.resolve("rotated.nii"), bytes);

        Grid byMatrix = NiftiFile.grid(file);
        Grid byRotation = NiftiFile.grid(rotated);

        assertThat(byMatrix.displacement(byRotation.affine())).isLessThan(0.01);
    }
}
