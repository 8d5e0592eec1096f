package io.lorkd.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.RandomExperts;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.network.Stem;
import io.lorkd.model.onnx.OnnxExport;
import io.lorkd.model.volume.Modality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** An exported expert in ONNX Runtime beside the same expert in the engine that trains. */
class OnnxExportTest {

    private static final double TOLERANCE = 1e-4;
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    @TempDir
    private Path folder;

    private final OrtEnvironment runtime = OrtEnvironment.getEnvironment();

    @ParameterizedTest
    @CsvSource({
        "shufflenet-v2-x0.5, SMALL, 16",
        "shufflenet-v2-x1.0, STANDARD, 64",
        "resnet-18, SMALL, 16",
        "resnet-50, STANDARD, 64"
    })
    void aClassifierGivesTheSameLogits(String network, Stem stem, int size) throws IOException, OrtException {
        ExpertCard card = new ClassificationCard(
                "skin", List.of("ill", "well", "other"), network, stem, size, 8, "0".repeat(64), HALF, HALF);
        FusedExpert expert = RandomExperts.write(card, folder);
        Path file = folder.resolve("skin.onnx");
        OnnxExport.write(expert, file);

        try (OrtSession session = runtime.createSession(file.toString())) {
            for (int batch : List.of(1, 3)) {
                long[] shape = {batch, 3, size, size};
                float[] images = random(shape);
                Map<String, float[]> found = run(session, OnnxExport.IMAGE, images, shape);
                float[] expected = expected(expert, images, shape);
                assertClose(found.get(OnnxExport.LOGITS), expected);
                assertThat(found.get(OnnxExport.PROBABILITIES)).hasSize(3 * batch);
                assertThat(Arrays.copyOf(found.get(OnnxExport.PROBABILITIES), 3))
                        .satisfies(row -> assertThat(row[0] + row[1] + row[2]).isCloseTo(1, within(1e-5f)));
            }
            assertThat(session.getMetadata().getCustomMetadata())
                    .containsEntry(OnnxExport.CARD, card.toJson())
                    .containsEntry("region", "skin")
                    .containsEntry("classes", "ill,well,other");
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("skin.onnx", "skin.json", "skin.safetensors");
        }
    }

    @Test
    void aUNetGivesTheSameLogitsAtAnyExtents() throws IOException, OrtException {
        FusedExpert expert = RandomExperts.write(unet(SegmentationCard.Head.CONVOLUTION), folder);
        Path file = folder.resolve("brain.onnx");
        OnnxExport.write(expert, file);

        try (OrtSession session = runtime.createSession(file.toString());
                ExpertSegmenter segmenter = ExpertSegmenter.open(expert.weights())) {
            for (List<Integer> extents : List.of(List.of(16, 16, 16), List.of(8, 24, 16))) {
                long[] shape = {2, 1, extents.get(0), extents.get(1), extents.get(2)};
                float[] voxels = random(shape);
                float[] found = run(session, OnnxExport.VOLUME, voxels, shape).get(OnnxExport.LOGITS);
                assertThat(found).hasSize(2 * voxels.length);
                assertClose(found, segmenter.logits(voxels, 2, extents));
            }
            assertThat(session.getMetadata().getCustomMetadata().get("preprocessing"))
                    .contains("RAS", "[1.0, 1.0, 2.0] mm", "-500...1000");
        }
    }

    @Test
    void aQueryDecoderGivesTheSameLogitsAtAnyExtents() throws IOException, OrtException {
        FusedExpert expert = RandomExperts.write(unet(SegmentationCard.Head.QUERY), folder);
        Path file = folder.resolve("brain.onnx");
        OnnxExport.write(expert, file);

        try (OrtSession session = runtime.createSession(file.toString());
                ExpertSegmenter segmenter = ExpertSegmenter.open(expert.weights())) {
            // Memories of other extents along each axis, so that a code along the wrong one shows.
            for (List<Integer> extents : List.of(List.of(16, 16, 16), List.of(32, 16, 48))) {
                long[] shape = {2, 1, extents.get(0), extents.get(1), extents.get(2)};
                float[] voxels = random(shape);
                float[] found = run(session, OnnxExport.VOLUME, voxels, shape).get(OnnxExport.LOGITS);
                assertThat(found).hasSize(2 * voxels.length);
                assertClose(found, segmenter.logits(voxels, 2, extents));
            }
        }
    }

    private static SegmentationCard unet(SegmentationCard.Head head) {
        return new SegmentationCard(
                "brain",
                List.of(new SegmentationCard.MaskClass("a", 1), new SegmentationCard.MaskClass("b", 4)),
                "unet3d-tiny",
                head,
                List.of(16, 16, 16),
                List.of(1.0, 1.0, 2.0),
                Modality.CT,
                SegmentationCard.Smaller.REFUSE,
                0.5,
                4,
                "0".repeat(64));
    }

    private static float[] random(long[] shape) {
        Random random = new Random(1);
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private Map<String, float[]> run(OrtSession session, String input, float[] values, long[] shape)
            throws OrtException {
        try (OnnxTensor tensor = OnnxTensor.createTensor(runtime, FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            Map<String, float[]> outputs = new HashMap<>();
            for (Map.Entry<String, OnnxValue> each : result) {
                FloatBuffer buffer = ((OnnxTensor) each.getValue()).getFloatBuffer();
                float[] copy = new float[buffer.remaining()];
                buffer.get(copy);
                outputs.put(each.getKey(), copy);
            }
            return outputs;
        }
    }

    private static float[] expected(FusedExpert expert, float[] values, long[] shape) {
        try (FusedNetwork network = FusedNetwork.open(expert);
                NDManager batch = network.manager().newSubManager()) {
            NDArray x = batch.create(values, new Shape(shape));
            return network.logits(x).toFloatArray();
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within((float) TOLERANCE));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        assertThat(largest).as("the values say something").isGreaterThan(0.05f);
    }
}
