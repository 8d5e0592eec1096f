package io.lorkd.site.command;

import io.lorkd.model.data.DataSetSummary;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;
import io.lorkd.site.region.SiteRegion;
import io.lorkd.site.region.VolumeRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Regions of volumes in a site's file; those of images are with the site's command. */
class RegionSectionTest {
    private static final Grid GRID = new Grid(8, 8, 8, Affine.ofSpacing(1, 1, 1));

    @TempDir
    Path folder;

    private SiteRegion region(String section) throws IOException {
        Path file = Files.writeString(folder.resolve("site.yaml"), """
                site: radiology
                state: state
                link: {cluster: {members: ['127.0.0.1:5701']}}
                regions:
                  - name: spine
                """ + section.indent(4));
        return ConfigurationReader.read(file, SiteFile.class)
                .settings(file)
                .regions()
                .get(0);
    }

    private void volumes(String images, String labels, String... cases) throws IOException {
        for (String each : cases) {
            Path image = folder.resolve("data").resolve(images.replace("*", each));
            Path mask = folder.resolve("data").resolve(labels.replace("*", each));
            Files.createDirectories(image.getParent());
            Files.createDirectories(mask.getParent());
            NiftiFile.write(image, new Volume(GRID, new float[GRID.voxels()]));
            short[] ids = new short[GRID.voxels()];
            ids[0] = 3;
            NiftiFile.write(mask, new Mask(GRID, ids));
        }
    }

    @Test
    void enrolsWithAFolderInTheDecathlonsLayoutUnderTheNameThatTheSiteGivesIt() throws IOException {
        volumes("imagesTr/*.nii.gz", "labelsTr/*.nii.gz", "a", "b", "c", "d", "e");

        SiteRegion region = region("data: data");

        assertThat(region.name()).isEqualTo("spine");
        assertThat(region.source().summary()).isEqualTo(new DataSetSummary(List.of("label-3"), 4));
    }

    @Test
    void enrolsWithDescribedVolumesInPatches() throws IOException {
        volumes("*_image.nii.gz", "masks/*.nii.gz", "a", "b", "c");

        SiteRegion region = region("""
                data: data
                volumes:
                  images: '{case}_image.nii.gz'
                  labels: masks/{case}.nii.gz
                  classes: [{name: cord, ids: [3]}]
                  test: [b]
                  patchesPerVolume: 20
                """);

        assertThat(region.source().summary()).isEqualTo(new DataSetSummary(List.of("cord"), 40));
    }

    @Test
    void takesAPhantomOfVolumes() throws IOException {
        SiteRegion region = region("phantom: " + VolumePhantoms.regions().get(0));

        assertThat(region.source()).isInstanceOf(VolumeRegion.class);
        assertThat(region.source().summary().trainingImages()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "phantom: phantom-toe                                                             | phantom-toe",
                "phantom: phantom-skin ~ volumes: {classes: [{name: a, ids: [1]}], test: [b]}      | without data",
                "data: data ~ volumes: {classes: [{name: a, ids: [1]}]}                            | split",
                "data: data ~ volumes: {classes: [], test: [b]}                                    | classes",
                "data: data ~ volumes: {classes: [{name: a, ids: [1]}], test: [b], images: x.nii}  | {case}"
            })
    void namesWhatCannotBeUsed(String section, String named) {
        assertThatThrownBy(() -> region(section.replace(" ~ ", "\n")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("regions[0]")
                .hasMessageContaining(named);
    }
}
