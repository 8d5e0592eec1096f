package io.lorkd.model.eks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Layer;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Prints how long each form takes next to a plain convolution, per layer; what the planner's rule was read from. */
final class FormTimes {

    private FormTimes() {}

    public static void main(String[] arguments) {
        int samples = Integer.parseInt(arguments[0]);
        int tasks = Integer.parseInt(arguments[1]);
        int[][] layers = {
            {3, 24, 3, 28}, {24, 24, 1, 28}, {24, 24, 1, 14}, {48, 48, 1, 14}, {48, 48, 1, 7}, {58, 58, 1, 28},
            {58, 58, 1, 14}, {96, 96, 1, 4}, {116, 116, 1, 14}, {116, 116, 1, 7}, {232, 232, 1, 7}, {232, 232, 1, 4},
            {192, 1024, 1, 4}, {464, 1024, 1, 7}, {32, 64, 3, 28}
        };
        for (int[] layer : layers) {
            Layer.Convolution convolution = convolution(layer[0], layer[1], layer[2]);
            double plain = time(convolution, layer[3], samples, tasks, null);
            StringBuilder line = new StringBuilder(String.format(
                    "%dx%d %d->%d @%d: plain %.2f ms", layer[2], layer[2], layer[0], layer[1], layer[3], plain));
            for (EksForm form : List.of(EksForm.GROUPED, EksForm.BY_TASK, EksForm.RESIDUAL)) {
                if (form == EksForm.GROUPED && layer[0] > 200) {
                    continue;
                }
                line.append(String.format(
                        ", %s %.2f", form.label(), time(convolution, layer[3], samples, tasks, form) / plain));
            }
            System.out.println(line);
        }
    }

    private static double time(Layer.Convolution convolution, int extent, int samples, int tasks, EksForm form) {
        double best = Double.MAX_VALUE;
        List<TaskSegments.Segment> segments = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            segments.add(new TaskSegments.Segment(task, samples / tasks));
        }
        ExpertShapes shapes = ExpertShapes.of(convolution, 8);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = parameter(manager, new Shape(samples, convolution.inChannels(), extent, extent));
            NDArray w = parameter(
                    manager,
                    new Shape(
                            convolution.outChannels(),
                            convolution.inChannels(),
                            convolution.kernel().get(0),
                            convolution.kernel().get(0)));
            NDArray a = parameter(
                    manager, new Shape(tasks, shapes.a().get(0), shapes.a().get(1)));
            NDArray b = parameter(
                    manager, new Shape(tasks, shapes.b().get(0), shapes.b().get(1)));
            for (int i = 0; i < 12; i++) {
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                try (NDManager batch = manager.newSubManager();
                        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                    NDArray[] handles = {x.stopGradient(), w.stopGradient(), a.stopGradient(), b.stopGradient()};
                    for (NDArray handle : handles) {
                        handle.attach(batch);
                        handle.setRequiresGradient(true);
                    }
                    EksWeights weights = new EksWeights(convolution, handles[1], null, handles[2], handles[3]);
                    NDArray y = form == null
                            ? weights.convolve(handles[0], handles[1])
                            : form.apply(weights, handles[0], new TaskSegments(segments));
                    collector.backward(y.sum());
                }
                if (i > 2) {
                    best = Math.min(
                            best, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e6);
                }
            }
        }
        return best;
    }

    private static NDArray parameter(NDManager manager, Shape shape) {
        return manager.randomNormal(shape);
    }

    private static Layer.Convolution convolution(int in, int out, int kernel) {
        return new Layer.Convolution(
                "layer",
                in,
                out,
                List.of(kernel, kernel),
                List.of(1, 1),
                List.of(kernel / 2, kernel / 2),
                List.of(1, 1),
                1,
                false,
                1);
    }
}
