package io.lorkd.model.eks;

/** Which task, or which mixture of tasks, each sample of a batch belongs to. */
public sealed interface TaskAssignment permits TaskSegments, TaskMixture {

    /** Samples in the batch. */
    int samples();
}
