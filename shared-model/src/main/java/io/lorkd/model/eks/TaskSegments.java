package io.lorkd.model.eks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch sorted by task: contiguous segments, one per task that is present. Sorting once outside the network spares
 * every layer a gather.
 *
 * @param segments in the order of the batch
 */
public record TaskSegments(List<Segment> segments) implements TaskAssignment {

    /**
     * @param task index into the stack of experts
     * @param samples at least 1
     */
    public record Segment(int task, int samples) {
        public Segment {
            if (task < 0 || samples < 1) {
                throw new IllegalArgumentException(
                        "a segment has a task from 0 and at least one sample, not task " + task + " with " + samples);
            }
        }
    }

    public TaskSegments {
        segments = List.copyOf(segments);
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one sample");
        }
    }

    /**
     * @param sortedTasks the task of each sample; equal ones must stand together
     * @throws IllegalArgumentException when a task's samples do not stand together
     */
    public static TaskSegments of(int[] sortedTasks) {
        List<Segment> segments = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= sortedTasks.length; i++) {
            if (i == sortedTasks.length || sortedTasks[i] != sortedTasks[start]) {
                segments.add(new Segment(sortedTasks[start], i - start));
                start = i;
            }
        }
        if (segments.stream().map(Segment::task).distinct().count() != segments.size()) {
            throw new IllegalArgumentException("the batch is not sorted by task: " + segments);
        }
        return new TaskSegments(segments);
    }

    /** A batch of one task. */
    public static TaskSegments single(int task, int samples) {
        return new TaskSegments(List.of(new Segment(task, samples)));
    }

    public boolean isSingle() {
        return segments.size() == 1;
    }

    @Override
    public int samples() {
        return segments.stream().mapToInt(Segment::samples).sum();
    }

    /** The task of each sample. */
    int[] tasks() {
        return segments.stream()
                .flatMapToInt(segment -> IntStream.generate(segment::task).limit(segment.samples()))
                .toArray();
    }

    /** Where to split the batch's first axis: the end of every segment but the last. */
    public long[] boundaries() {
        long[] boundaries = new long[segments.size() - 1];
        long end = 0;
        for (int i = 0; i < boundaries.length; i++) {
            end += segments.get(i).samples();
            boundaries[i] = end;
        }
        return boundaries;
    }
}
