package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.Spacing;
import io.lorkd.model.volume.Volume;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot be used is refused when a set is opened, with the file and the reason. */
class UnusableVolumesTest {

    private static final String DECLARED = "{\"labels\": {\"0\": \"background\", \"1\": \"head\", \"2\": \"tail\"}}";

    @TempDir
    Path folder;

    @Test
    void labelsThatAreNotDeclared() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 4)
                .mask("c", VolumeFolder.GRID, 1, 9, 2, 4, 9)
                .text("dataset.json", DECLARED);

        refused(
                set::open,
                "labelsTr/c.nii.gz has the labels 4, 9, which the set does not declare; declared are head [1], tail [2]");
    }

    @Test
    void aMaskOfOtherExtents() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 4).mask("b", new Grid(6, 5, 5, Affine.ofSpacing(1, 1, 2)), 1, 2);

        refused(set::open, "labelsTr/b.nii.gz has 6 x 5 x 5 voxels, and its image", "imagesTr/b.nii.gz has 6 x 5 x 4");
    }

    @Test
    void aMaskThatLiesElsewhere() throws IOException {
        Affine mirrored = new Affine(List.of(-1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0));
        VolumeFolder set = VolumeFolder.of(folder, 4).mask("b", new Grid(6, 5, 4, mirrored), 1, 2);

        refused(set::open, "labelsTr/b.nii.gz lies elsewhere than its image", "10.0 mm apart");
    }

    @Test
    void voxelsThatAreNotFinite() throws IOException {
        float[] values = new float[VolumeFolder.GRID.voxels()];
        values[17] = Float.NaN;
        VolumeFolder set = VolumeFolder.of(folder, 4).image("a", new Volume(VolumeFolder.GRID, values));

        refused(set::open, "imagesTr/a.nii.gz has 1 of 120 voxels that are not finite");
    }

    @Test
    void aFileOfFourAxes() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 4);
        VolumeSetDescription description = set.only();
        byte[] header = new byte[352];
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, 348)
                .putShort(40, (short) 4)
                .putShort(42, (short) 6)
                .putShort(44, (short) 5)
                .putShort(46, (short) 4)
                .putShort(48, (short) 2)
                .putShort(70, (short) 2)
                .putShort(72, (short) 8)
                .putFloat(76, 1)
                .putFloat(80, 1)
                .putFloat(84, 1)
                .putFloat(88, 1)
                .putFloat(108, 352)
                .put(344, new byte[] {'n', '+', '1', 0});
        Files.write(folder.resolve("imagesTr/a.nii.gz"), header);

        refused(
                () -> VolumeSets.open(description, VolumeFolder.reading(), VolumeFolder.memory()),
                "imagesTr/a.nii.gz",
                "6 x 5 x 4 x 2");
    }

    @Test
    void aTruncatedFile() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 4);
        Path file = folder.resolve("imagesTr/d.nii.gz");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));

        refused(set::open, "imagesTr/d.nii.gz");
    }

    @Test
    void aVolumeSmallerThanThePatchUnlessItIsPadded() throws IOException {
        VolumeSetDescription set = VolumeFolder.of(folder, 4).only();

        refused(
                () -> VolumeSets.open(
                        set, VolumeFolder.reading(5, 0, OptionalInt.empty(), false), VolumeFolder.memory()),
                ".nii.gz has 6 x 5 x 4 voxels",
                "the patch of 5 x 5 x 5",
                "segmentation.smaller: pad");
        assertThat(VolumeSets.open(set, VolumeFolder.reading(5, 0, OptionalInt.empty(), true), VolumeFolder.memory())
                        .training()
                        .size())
                .isEqualTo(3);
    }

    @Test
    void aSpacingTooFineForAVolume() throws IOException {
        VolumeSetDescription set = VolumeFolder.of(folder, 2).only();
        VolumeReading usual = VolumeFolder.reading();
        VolumeReading fine = new VolumeReading(
                Optional.of(new Spacing(0.001, 0.001, 0.001)), usual.patches(), 1, OptionalInt.empty(), 0, 1);

        refused(() -> VolumeSets.open(set, fine, VolumeFolder.memory()), "imagesTr/", ".nii.gz: ");
    }

    @Test
    void aPatternThatNothingFits() throws IOException {
        VolumeFolder.of(folder, 4);

        refused(
                () -> VolumeSets.summarise(described("images/{case}.nii.gz", "labelsTr/{case}.nii.gz", 1)),
                "no file fits",
                "images/{case}.nii.gz");
        refused(
                () -> VolumeSets.summarise(described("imagesTr/{case}.nii.gz", "labelsTr/{case}_seg.nii.gz", 1)),
                "no mask fits",
                "labelsTr/{case}_seg.nii.gz, though 4 volumes fit");
        refused(() -> described("imagesTr/case.nii.gz", "labelsTr/{case}.nii.gz", 1), "{case} in it, once");
    }

    @Test
    void aClassThatNoTrainingMaskHas() throws IOException {
        VolumeFolder.of(folder, 4);
        VolumeSetDescription set = described("imagesTr/{case}.nii.gz", "labelsTr/{case}.nii.gz", 5);

        refused(
                () -> VolumeSets.open(set, VolumeFolder.reading(), VolumeFolder.memory()),
                "the class it (label ids [5]) is in none of the 3 training masks of region");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "case,part/a,train | has no column split",
                "name,split/a,train | has no column case",
                "case,split/a,train/b,tests | line 3 has the split 'tests'; expected is train, validation or test",
                "case,split/a,train/z,test | split.csv names what is not there: z",
                "case,split/a,train/a,test | line 3 has the case a again",
                "case,split/a | line 2 has 1 columns",
                "case,split/a,test/b,validation | has no case to train on",
                "case,split/a,train/b,validation | has no case to test on"
            })
    void aSplitFileThatIsWrong(String lines, String reason) throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 3).text("split.csv", lines.split("/"));

        refused(set::open, "split.csv", reason);
    }

    @Test
    void aCaseOfTheSplitThatHasNoMask() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 3)
                .image("d", VolumeFolder.GRID, 1)
                .text("split.csv", "case,split", "a,train", "d,train", "b,test");

        refused(set::open, "split.csv names what is not there: d; the volume is, but no mask");
    }

    @Test
    void oneCaseAlone() throws IOException {
        refused(VolumeFolder.of(folder, 1)::open, "two cases at least");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"labels\": {\"0\": | dataset.json is no JSON",
                "[] | dataset.json declares no labels",
                "{\"labels\": {\"0\": \"background\"}} | dataset.json declares no labels",
                "{\"labels\": {\"liver\": 1}} | dataset.json has 'liver' among its labels",
                "{\"labels\": {\"1\": \"a\", \"2\": \"a\"}} | two classes of one name",
                "{\"labels\": {\"1\": \"a\"}, \"modality\": {\"0\": \"T2\", \"1\": \"ADC\"}} | the modalities [T2, ADC]"
            })
    void aBrokenDatasetJson(String json, String reason) throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 3).text("dataset.json", json);

        refused(set::open, reason);
    }

    @Test
    void masksWithoutAnyLabel() throws IOException {
        VolumeFolder set = new VolumeFolder(folder)
                .image("a", VolumeFolder.GRID, 0)
                .image("b", VolumeFolder.GRID, 1)
                .mask("a", VolumeFolder.GRID)
                .mask("b", VolumeFolder.GRID);

        refused(set::open, "labelsTr has no mask with a label in it");
    }

    private VolumeSetDescription described(String images, String labels, int id) {
        return new VolumeSetDescription(
                "region",
                folder,
                images,
                labels,
                Modality.OTHER,
                List.of(new MaskClass("it", List.of(id))),
                OtherIds.BACKGROUND,
                Optional.empty(),
                List.of(),
                OptionalInt.empty());
    }

    private static void refused(ThrowingCallable call, String... reasons) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageContainingAll(reasons);
    }
}
