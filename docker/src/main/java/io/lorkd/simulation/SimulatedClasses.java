package io.lorkd.simulation;

import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.data.volumes.VolumePhantoms;
import io.lorkd.model.init.Prompts;
import io.lorkd.model.teacher.TeacherFile;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;
import io.lorkd.protocol.plan.Teacher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a plan names for each class of a segmentation, held against the classes that there are. In a federation the sites do so,
 * since only they know their classes; here they are known before anything is written.
 */
final class SimulatedClasses {

    private SimulatedClasses() {}

    /** @throws InvalidInputException if the table of prompts, or the teacher's head, lacks a class, naming file and class */
    static void check(Plan plan, List<FederationSpec.Site> sites) {
        plan.segmentation()
                .ifPresent(settings -> sites.stream()
                        .flatMap(site -> site.regions().stream())
                        .forEach(region -> check(plan, settings, region.region(), classes(region))));
    }

    private static void check(Plan plan, Segmentation settings, String region, List<String> classes) {
        Optional<Path> prompts = settings.prompts().map(Path::of);
        Recipe.network(plan).decoder().ifPresent(decoder -> Prompts.of(prompts, classes, decoder.width()));
        plan.teacher()
                .flatMap(Teacher::file)
                .ifPresent(file -> TeacherFile.checkClasses(Path.of(file), region, classes));
    }

    private static List<String> classes(RegionSource source) {
        if (source instanceof RegionSource.Volumes set) {
            return set.volumes().classes();
        }
        return VolumePhantoms.summary(source.region(), 1).classes();
    }
}
