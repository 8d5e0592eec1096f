package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.coordinator.view.Models;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.cost.CostReport;
import io.lorkd.model.network.Network;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Segmentation;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a run's model costs, beside the teacher's.
 *
 * @param expert one region's deployed model
 * @param experts what all regions' experts add in training
 * @param inputSize extents that the FLOPs are of, in pixels or voxels
 * @param teacher null where the plan names no network of a teacher
 */
record ModelCost(Cost expert, Experts experts, List<Integer> inputSize, Teacher teacher) {

    record Cost(long parameters, long flops) {}

    record Experts(long parameters) {}

    record Teacher(String architecture, long parameters, long flops) {}

    /** Empty where the run has a network that is in no catalogue. */
    static Optional<ModelCost> of(Models models) {
        Plan plan = models.plan();
        try {
            Network network = Recipe.network(plan);
            List<Integer> extents = plan.segmentation()
                    .map(Segmentation::patch)
                    .orElseGet(() -> Collections.nCopies(2, plan.network().imageSize()));
            CostReport report =
                    CostReport.of(network, extents, List.copyOf(models.ranks().values()));
            return Optional.of(new ModelCost(
                    new Cost(report.fusedParameters(), report.flops()),
                    new Experts(report.expertParameters()),
                    extents,
                    teacher(plan, extents).orElse(null)));
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    private static Optional<Teacher> teacher(Plan plan, List<Integer> extents) {
        return plan.teacher()
                .flatMap(teacher -> teacher.architecture().map(architecture -> {
                    CostReport report = CostReport.of(Recipe.network(plan, teacher, architecture), extents, List.of());
                    return new Teacher(architecture, report.backboneParameters(), report.flops());
                }));
    }
}
