package io.lorkd.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.convolutional.Conv3d;
import ai.djl.training.GradientCollector;
import io.lorkd.model.eks.EksWeights;
import io.lorkd.model.eks.TaskSegments;
import io.lorkd.model.expert.ExpertShapes;
import io.lorkd.model.network.Layer;
import io.lorkd.model.network.Parameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * One convolution forward and backward: gradients of input, shared weight and, with experts, of every {@code A} and
 * {@code B}. The experts' products and the fused weights are part of what is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Dai.djl.offline=true")
@Warmup(iterations = 1, time = 2)
@Measurement(iterations = 1, time = 3)
public class ConvolutionBenchmark {

    static final int TASKS = 8;
    static final int RANK = 8;

    @Param
    public BenchmarkLayer layer;

    @Param
    public ConvolutionForm form;

    private NDManager manager;
    private TaskSegments segments;
    private NDArray input;
    private NDArray shared;
    private NDArray a;
    private NDArray b;

    @Setup(Level.Trial)
    public void open() {
        manager = NDManager.newBaseManager();
        manager.getEngine().setRandomSeed(1);
        Layer.Convolution convolution = layer.convolution();
        boolean single = form == ConvolutionForm.SINGLE;
        int tasks = single ? 1 : TASKS;
        segments = single ? TaskSegments.single(0, layer.samples()) : TaskSegments.of(evenly(layer.samples()));
        ExpertShapes shapes = ExpertShapes.of(convolution, RANK);
        input = normal(layer.input());
        shared = normal(new Shape(Parameters.weightShape(convolution)));
        a = normal(new Shape(tasks).addAll(new Shape(shapes.a())));
        b = normal(new Shape(tasks).addAll(new Shape(shapes.b())));
    }

    private static int[] evenly(int samples) {
        return IntStream.range(0, samples)
                .map(sample -> sample * TASKS / samples)
                .toArray();
    }

    private NDArray normal(Shape shape) {
        return manager.randomNormal(0f, 0.1f, shape, DataType.FLOAT32);
    }

    /** @return the gradient of the shared weight, which the last of the computation has to wait for */
    @Benchmark
    public float[] forwardAndBackward() {
        try (NDManager batch = manager.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = handle(input, batch, layer.passesGradientOn());
            NDArray weight = handle(shared, batch, true);
            NDArray y = form.eks()
                    .map(eks -> eks.apply(experts(weight, batch), x, segments))
                    .orElseGet(() -> plain(weight, x));
            collector.backward(y);
            return weight.getGradient().get(0).toFloatArray();
        }
    }

    private EksWeights experts(NDArray weight, NDManager batch) {
        return new EksWeights(layer.convolution(), weight, null, handle(a, batch, true), handle(b, batch, true));
    }

    private NDArray plain(NDArray weight, NDArray x) {
        Layer.Convolution convolution = layer.convolution();
        Shape stride = extents(convolution.stride());
        Shape padding = extents(convolution.padding());
        Shape dilation = extents(convolution.dilation());
        NDList y = stride.dimension() == 2
                ? Conv2d.conv2d(x, weight, null, stride, padding, dilation)
                : Conv3d.conv3d(x, weight, null, stride, padding, dilation);
        return y.singletonOrThrow();
    }

    private static Shape extents(List<Integer> extents) {
        return new Shape(extents.stream().mapToLong(Integer::longValue).toArray());
    }

    /** The same memory in the batch's manager, without a gradient from before. */
    private static NDArray handle(NDArray array, NDManager batch, boolean requiresGradient) {
        NDArray handle = array.stopGradient();
        handle.attach(batch);
        handle.setRequiresGradient(requiresGradient);
        return handle;
    }

    @TearDown(Level.Trial)
    public void close() {
        manager.close();
    }
}
