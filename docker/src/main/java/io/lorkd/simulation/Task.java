package io.lorkd.simulation;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a federation's experts do. */
enum Task {
    /** Of images, each of one class. */
    CLASSIFICATION("/plans/phantoms.yaml"),

    /** Of volumes, each voxel of a class or of the background. */
    SEGMENTATION("/plans/segmentation-phantoms.yaml");

    private final String phantoms;

    Task(String phantoms) {
        this.phantoms = phantoms;
    }

    static Task of(Plan plan) {
        return plan.segmentation().isPresent() ? SEGMENTATION : CLASSIFICATION;
    }

    /** The plan that is run where none is named. */
    Plan phantoms() {
        try (InputStream plan = Task.class.getResourceAsStream(phantoms)) {
            return PlanReader.parse(
                    new String(plan.readAllBytes(), StandardCharsets.UTF_8), "the plan for phantoms, " + phantoms);
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read " + phantoms + " from the class path", e);
        }
    }
}
