package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.volume.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VolumePhantomsTest {

    private static final VolumeReading READING = reading(1, 32);
    private static final List<RegionVolumes> REGIONS = VolumePhantoms.regions().stream()
            .map(name -> VolumePhantoms.region(name, READING))
            .toList();

    @Test
    void regionsDifferInClassesAndVoxels() {
        assertThat(REGIONS).extracting(region -> region.classes().size()).containsExactly(2, 3, 2);
        assertThat(REGIONS).allSatisfy(region -> {
            assertThat(region.training().size()).isEqualTo(24);
            assertThat(region.validation().size()).isEqualTo(6);
            assertThat(region.test().size()).isEqualTo(8);
            assertThat(VolumePhantoms.summary(region.region(), 5)).isEqualTo(new DataSetSummary(region.classes(), 120));
        });
        assertThat(REGIONS)
                .extracting(region -> region.test().read(0).mask().grid().spacing(2))
                .containsExactly(1.0, 2.0, 1.2);
    }

    @Test
    void everyVolumeHasEveryClassAndMoreBackground() {
        for (RegionVolumes region : REGIONS) {
            for (VolumeSource part : List.of(region.training(), region.validation(), region.test())) {
                for (int i = 0; i < part.size(); i++) {
                    short[] labels = part.read(i).mask().labels();
                    int[] counts = new int[1 + region.classes().size()];
                    for (short label : labels) {
                        counts[label]++;
                    }
                    assertThat(Arrays.stream(counts).min().getAsInt())
                            .as(region.region() + " " + part.name(i))
                            .isGreaterThan(150);
                    assertThat(counts[0]).isGreaterThan(labels.length * 7 / 10);
                }
            }
        }
    }

    @Test
    void extentsDifferAndHoldAPatch() {
        Set<Integer> extents = new HashSet<>();
        for (int i = 0; i < 24; i++) {
            Grid grid = REGIONS.get(0).training().read(i).image().grid();
            extents.addAll(List.of(grid.x(), grid.y(), grid.z()));
        }

        assertThat(extents).containsExactlyInAnyOrder(36, 37, 38, 39, 40, 41, 42, 43, 44);
    }

    @Test
    void theSameSeedDrawsTheSameBitsOnEveryMachine() {
        assertThat(REGIONS)
                .extracting(region -> digest(region.training()))
                .containsExactly("2d2819076620b3e0", "2ba508c12c1f8070", "49da0a5a0a52303f");
    }

    @Test
    void seedsAndPartsDiffer() {
        RegionVolumes region = REGIONS.get(2);

        assertThat(VolumePhantoms.region("phantom-spine", reading(2, 32))
                        .training()
                        .read(0)
                        .mask()
                        .labels())
                .isNotEqualTo(region.training().read(0).mask().labels());
        assertThat(region.training().read(0).image().values())
                .isNotEqualTo(region.validation().read(0).image().values())
                .isNotEqualTo(region.test().read(0).image().values());
    }

    @ParameterizedTest
    @EnumSource
    void aRegionsSignsAreDistinctAndNeverItsDistractors(VolumePhantomRegion region) {
        assertThat(region.signs)
                .hasSize(region.classes.size())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(region.distractors);
    }

    /** The conflict that {@link VolumePhantoms} describes. */
    @Test
    void whatOneRegionFindsAnotherLeavesAlone() {
        Set<VolumeMark> signs = new HashSet<>();
        Set<VolumeMark> distractors = new HashSet<>();
        for (VolumePhantomRegion region : VolumePhantomRegion.values()) {
            signs.addAll(region.signs);
            distractors.addAll(region.distractors);
        }
        signs.removeAll(distractors);

        assertThat(signs)
                .as("no distractor anywhere")
                .containsExactly(new VolumeMark(VolumeMark.Form.TUBE, VolumeMark.Tone.DARK));
    }

    @Test
    void aPatchThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> VolumePhantoms.region("phantom-brain", reading(1, 48)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("phantom-brain, volume ")
                .hasMessageContaining("the patch of 48 x 48 x 48");
    }

    @Test
    void anUnknownRegionIsRefused() {
        assertThatThrownBy(() -> VolumePhantoms.region("liver", READING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("liver; there are phantom-brain, phantom-torso, phantom-spine");
    }

    @Test
    void theySayThatTheyAreSynthetic() {
        assertThat(VolumePhantoms.NOTICE).contains("synthetic");
    }

    /** Leaves target/volume-phantoms.png to be looked at: two rows a region, slices and their masks. */
    @Test
    void aContactSheetShowsThem() throws IOException {
        int cell = 3 * 44 + 4;
        BufferedImage sheet = new BufferedImage(12 * cell, 6 * cell, BufferedImage.TYPE_BYTE_GRAY);
        for (int r = 0; r < REGIONS.size(); r++) {
            for (int i = 0; i < 12; i++) {
                LabelledVolume volume = REGIONS.get(r).training().read(i / 3);
                Grid grid = volume.image().grid();
                int z = grid.z() * (1 + i % 3) / 4;
                for (int p = 0; p < 9 * grid.x() * grid.y(); p++) {
                    int x = p % (3 * grid.x());
                    int y = p / (3 * grid.x());
                    int at = grid.index(x / 3, y / 3, z);
                    int grey = Math.round(128 + 40 * volume.image().values()[at]);
                    WritableRaster raster = sheet.getRaster();
                    raster.setSample(i * cell + x, 2 * r * cell + y, 0, Math.max(0, Math.min(255, grey)));
                    raster.setSample(
                            i * cell + x,
                            (2 * r + 1) * cell + y,
                            0,
                            80 * volume.mask().label(at));
                }
            }
        }

        assertThat(ImageIO.write(
                        sheet, "png", Path.of("target/volume-phantoms.png").toFile()))
                .isTrue();
    }

    private static VolumeReading reading(long seed, int extent) {
        return new VolumeReading(
                Optional.empty(),
                new Patches(List.of(extent, extent, extent), 0.67, 0.1, false),
                1,
                OptionalInt.empty(),
                0.1,
                seed);
    }

    private static String digest(VolumeSource source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i : IntStream.range(0, source.size()).toArray()) {
                LabelledVolume volume = source.read(i);
                ByteBuffer bytes = ByteBuffer.allocate(volume.mask().labels().length * 6);
                for (float value : volume.image().values()) {
                    bytes.putFloat(value);
                }
                for (short label : volume.mask().labels()) {
                    bytes.putShort(label);
                }
                digest.update(bytes.array());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
