package io.lorkd.model.data.volumes;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.VolumeSetDescription.MaskClass;
import io.lorkd.model.data.volumes.VolumeSetDescription.OtherIds;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class VolumeSetsTest {

    @TempDir
    Path folder;

    @Test
    void labelsAreThoseOfTheMasksWhereNothingDeclaresThem() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 3);
        for (String name : List.of("a", "b")) {
            set.mask(name, VolumeFolder.GRID, 1, 2, 7);
        }
        RegionVolumes region = set.text("split.csv", "case,split", "a,train", "b,train", "c,test")
                .open();

        assertThat(region.classes()).containsExactly("label-1", "label-2", "label-7");
        assertThat(region.labels()).containsExactly(1, 2, 7);
        assertThat(region.modality()).isEqualTo(Modality.OTHER);
    }

    @Test
    void aDatasetJsonNamesTheLabelsAndTheModality() throws IOException {
        RegionVolumes region = VolumeFolder.of(folder, 5)
                .text(
                        "dataset.json",
                        "{\"modality\": {\"0\": \"CT\"}, \"labels\": {\"0\": \"background\", \"2\": \"Tumour\", \"1\": \"Liver\"}}")
                .open();

        assertThat(region.classes()).containsExactly("Tumour", "Liver");
        assertThat(region.labels()).containsExactly(2, 1);
        assertThat(region.modality()).isEqualTo(Modality.CT);
        assertThat(region.test().read(0).mask().labels()).startsWith((short) 0, (short) 2, (short) 1, (short) 0);
    }

    @Test
    void volumesComePreparedAndMasksWithThemButForTheTestPart() throws IOException {
        Affine leftwards = new Affine(List.of(-1.0, 0.0, 0.0, 5.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0));
        Grid turned = new Grid(6, 5, 4, leftwards);
        VolumeFolder set = new VolumeFolder(folder);
        for (String name : List.of("a", "b")) {
            set.image(name, turned, 3).mask(name, turned, 1, 2);
        }
        RegionVolumes region =
                set.text("split.csv", "case,split", "a,train", "b,test").open();

        LabelledVolume training = region.training().read(0);
        LabelledVolume test = region.test().read(0);

        assertThat(training.image().grid()).isEqualTo(training.mask().grid()).isNotEqualTo(turned);
        assertThat(training.mask().labels()).startsWith(0, 0, 0, 2, 1, 0);
        assertThat(test.image().values()).containsExactly(training.image().values());
        assertThat(test.mask().grid()).isEqualTo(turned);
        assertThat(test.mask().labels()).startsWith(0, 1, 2, 0, 0, 0);
        double sum = 0;
        for (float value : training.image().values()) {
            sum += value;
        }
        assertThat(sum).isBetween(-1e-3, 1e-3);
    }

    @Test
    void aSplitFileIsHonouredAndWhatItDoesNotListIsLeftOutAloud() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 6)
                .text(
                        "split.csv",
                        "\uFEFFsplit, age, case",
                        "train,63,\"e\"",
                        "training,1,b",
                        "",
                        "Val,7,a",
                        "test,9,d",
                        "test,9,c");

        RegionVolumes region = set.open();

        assertThat(names(region.training())).containsExactly("b", "e");
        assertThat(names(region.validation())).containsExactly("a");
        assertThat(names(region.test())).containsExactly("c", "d");
        assertThat(VolumeSets.summarise(set.only()).notes())
                .singleElement()
                .satisfies(note -> assertThat(note).contains("not being in split.csv: f"));
    }

    @Test
    void withoutASplitAFifthIsTestedOnTheSameInEveryRun() throws IOException {
        // Cases are drawn by seed and region, and the region is the folder's name: one that is the same each time.
        VolumeFolder set = VolumeFolder.of(folder.resolve("knees"), 10);
        VolumeReading one = VolumeFolder.reading(4, 0.25, OptionalInt.empty(), false);
        VolumeReading other = new VolumeReading(one.spacing(), one.patches(), 3, OptionalInt.empty(), 0.25, 2);

        RegionVolumes region = VolumeSets.open(set.only(), one, VolumeFolder.memory());
        RegionVolumes again = VolumeSets.open(set.only(), other, VolumeFolder.memory());

        assertThat(region.training().size()).isEqualTo(6);
        assertThat(region.validation().size()).isEqualTo(2);
        assertThat(names(region.test())).hasSize(2).isEqualTo(names(again.test()));
        assertThat(names(region.validation()))
                .as("what is held out is the seed's")
                .isNotEqualTo(names(again.validation()));
        List<String> all = new ArrayList<>(names(region.training()));
        all.addAll(names(region.validation()));
        all.addAll(names(region.test()));
        assertThat(all).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void aLimitKeepsSomeOfTheTrainingVolumes() throws IOException {
        RegionVolumes region = VolumeSets.open(
                VolumeFolder.of(folder, 10).only(),
                VolumeFolder.reading(4, 0.25, OptionalInt.of(4), false),
                VolumeFolder.memory());

        assertThat(region.training().size()).isEqualTo(4);
        assertThat(region.validation().size()).isEqualTo(2);
        assertThat(region.samples()).isEqualTo(12);
    }

    @Test
    void theLastTrainingVolumeIsNotHeldOut() throws IOException {
        RegionVolumes region = VolumeSets.open(
                VolumeFolder.of(folder, 2).only(),
                VolumeFolder.reading(4, 0.9, OptionalInt.empty(), false),
                VolumeFolder.memory());

        assertThat(region.training().size()).isEqualTo(1);
        assertThat(region.validation().size()).isZero();
    }

    @Test
    void aVolumeThatFindsNoRoomInMemoryIsReadFromItsFileEachTime() throws IOException {
        VolumeFolder set = VolumeFolder.of(folder, 5);
        RegionVolumes kept = set.open();
        RegionVolumes read = VolumeSets.open(set.only(), VolumeFolder.reading(), new VolumeMemory(0));

        assertThat(kept.training().read(1)).isSameAs(kept.training().read(1));
        assertThat(read.training().read(1)).isNotSameAs(read.training().read(1));
        assertThat(read.training().read(1).image().values())
                .containsExactly(kept.training().read(1).image().values());
        assertThat(read.training().read(1).mask().labels())
                .containsExactly(kept.training().read(1).mask().labels());
    }

    @Test
    void aDescriptionLooksAnywhereAndLeavesOtherLabelsToTheBackground() throws IOException {
        VolumeFolder.of(folder, 3).mask("b", VolumeFolder.GRID, 3, 1, 4).image("d", VolumeFolder.GRID, 1);
        VolumeSetDescription set =
                described(List.of(new MaskClass("one", List.of(1)), new MaskClass("rest", List.of(4, 2))));

        RegionVolumes region = VolumeSets.open(set, VolumeFolder.reading(), VolumeFolder.memory());

        assertThat(names(region.training())).containsExactly("a", "b");
        assertThat(names(region.test())).containsExactly("c");
        assertThat(region.labels()).containsExactly(1, 4);
        assertThat(region.training().read(1).mask().labels()).startsWith(0, 0, 1, 2, 0);
        assertThat(region.patchesPerVolume()).isEqualTo(9);
        assertThat(region.samples()).isEqualTo(18);
        assertThat(VolumeSets.summarise(set).notes())
                .as("a volume without a mask is left out aloud")
                .singleElement()
                .satisfies(note -> assertThat(note).contains("having no mask").endsWith(": d"));
    }

    @Test
    void casesMayBeFoldersAndWhatMacOsLeavesBehindIsNone() throws IOException {
        VolumeFolder.of(folder.resolve("x"), 1);
        for (String name : List.of("p1", "p2", "._p3")) {
            Files.createDirectories(folder.resolve("cases").resolve(name));
            Files.copy(folder.resolve("x/imagesTr/a.nii.gz"), folder.resolve("cases/" + name + "/scan.nii.gz"));
            Files.copy(folder.resolve("x/labelsTr/a.nii.gz"), folder.resolve("cases/" + name + "/mask.nii.gz"));
        }

        assertThat(new CasePattern(folder, "cases/{case}/scan.nii.gz").files()).containsOnlyKeys("p1", "p2");
        assertThat(new CasePattern(folder, "cases/p1/{case}.nii.gz").files()).containsOnlyKeys("scan", "mask");
        assertThat(new CasePattern(folder, "cases/{case}/scan.nii").files()).isEmpty();
    }

    @Test
    void setsAreFoundOneLevelDownAndTheUnusableSkippedWithTheirReasons() throws IOException {
        VolumeFolder.of(folder.resolve("Task04_Hippocampus"), 3);
        VolumeFolder.of(folder.resolve("more/Task09_Spleen"), 3);
        Files.createDirectories(folder.resolve("Task04_Hippocampus/imagesTs"));
        Files.createDirectories(folder.resolve("Task01_Broken/imagesTr"));
        Files.createDirectories(folder.resolve("notes"));

        VolumeDiscovery discovery = VolumeSets.discover(folder);

        assertThat(discovery.usable())
                .extracting(found -> found.set().region())
                .containsExactly("task04-hippocampus", "task09-spleen");
        assertThat(discovery.usable().get(0).summary().trainingVolumes()).isEqualTo(2);
        assertThat(discovery.skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("Task01_Broken has no folder labelsTr"));
        assertThat(discovery.named()).isFalse();
        assertThat(VolumeSets.discover(folder.resolve("more/Task09_Spleen")).named())
                .isTrue();
    }

    @Test
    void aSetNamedItselfThatCannotBeUsedIsAnError() throws IOException {
        Files.createDirectories(folder.resolve("imagesTr"));

        assertThatThrownBy(() -> VolumeSets.discover(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has no folder labelsTr");
        assertThatThrownBy(() -> VolumeSets.discover(folder.resolve("nowhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nowhere is no folder");
        assertThatThrownBy(() -> VolumeSets.discover(Files.createDirectories(folder.resolve("empty"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("empty has no set of volumes that can be used");
    }

    @Test
    void describedSetsThatAreNotThereAreSkippedUnlessNoneIs() throws IOException {
        VolumeFolder.of(folder, 3);
        VolumeSetDescription there = described(List.of(new MaskClass("one", List.of(1))));
        VolumeSetDescription elsewhere = new VolumeSetDescription(
                "liver",
                folder.resolve("other"),
                "{case}.nii",
                "{case}_mask.nii",
                Modality.CT,
                List.of(new MaskClass("liver", List.of(1))),
                OtherIds.BACKGROUND,
                Optional.empty(),
                List.of(),
                OptionalInt.empty());

        VolumeDiscovery discovery = VolumeSets.discover(List.of(elsewhere, there));

        assertThat(discovery.usable()).extracting(VolumeDiscovery.Found::set).containsExactly(there);
        assertThat(discovery.skipped())
                .singleElement()
                .satisfies(
                        skipped -> assertThat(skipped.reason()).contains("there is no folder", "of volumes of liver"));
        assertThatThrownBy(() -> VolumeSets.discover(List.of(elsewhere)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none of the sets")
                .hasMessageContaining("there is no folder");
    }

    private VolumeSetDescription described(List<MaskClass> classes) {
        return new VolumeSetDescription(
                "region",
                folder,
                "imagesTr/{case}.nii.gz",
                "labelsTr/{case}.nii.gz",
                Modality.OTHER,
                classes,
                OtherIds.BACKGROUND,
                Optional.empty(),
                List.of("c"),
                OptionalInt.of(9));
    }

    private static List<String> names(VolumeSource source) {
        return IntStream.range(0, source.size()).mapToObj(source::name).toList();
    }
}
