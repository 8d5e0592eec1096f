package io.lorkd.site.predict;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ClassificationCard;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.onnx.OnnxExport;
import io.lorkd.model.window.PatchNetwork;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An expert as {@link OnnxExport} wrote it, in ONNX Runtime. */
final class OnnxExpert {

    private final OrtSession session;

    private OnnxExpert(OrtSession session) {
        this.session = session;
    }

    /** @throws InvalidInputException when the file cannot be read or was not written by an export */
    static Expert open(Path file) {
        if (!Files.isReadable(file)) {
            throw new InvalidInputException(file + " cannot be read; expected an expert's .onnx file");
        }
        OrtSession session = null;
        try {
            session = OrtEnvironment.getEnvironment().createSession(file.toString());
            String card = session.getMetadata().getCustomMetadata().get(OnnxExport.CARD);
            if (card == null) {
                throw new InvalidInputException(file + " has no '" + OnnxExport.CARD
                        + "' in its metadata; expected a file that lorkd export wrote");
            }
            Expert expert = new OnnxExpert(session).as(ExpertCard.parse(card, file.toString()), file);
            session = null;
            return expert;
        } catch (OrtException e) {
            throw new InvalidInputException(file + " is no ONNX file that can be used: " + e.getMessage(), e);
        } finally {
            if (session != null) {
                close(session);
            }
        }
    }

    private Expert as(ExpertCard card, Path file) {
        if (card instanceof ClassificationCard images) {
            require(OnnxExport.IMAGE, OnnxExport.PROBABILITIES, file);
            return new Expert.OfImages(images, pixels -> classify(pixels, images), () -> close(session));
        }
        require(OnnxExport.VOLUME, OnnxExport.LOGITS, file);
        SegmentationCard volumes = (SegmentationCard) card;
        return new Expert.OfVolumes(volumes, new Patches(volumes.classes().size()), () -> close(session));
    }

    private void require(String input, String output, Path file) {
        Set<String> inputs = session.getInputNames();
        Set<String> outputs = session.getOutputNames();
        if (!inputs.contains(input) || !outputs.contains(output)) {
            throw new InvalidInputException(file + " takes " + inputs + " and gives " + outputs + "; expected " + input
                    + " and " + output + ", as lorkd export writes them");
        }
    }

    private double[][] classify(List<float[]> images, ClassificationCard card) {
        int values = 3 * card.imageSize() * card.imageSize();
        float[] batch = new float[Math.multiplyExact(images.size(), values)];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i), 0, batch, i * values, values);
        }
        long[] shape = {images.size(), 3, card.imageSize(), card.imageSize()};
        float[] probabilities = run(OnnxExport.IMAGE, batch, shape, OnnxExport.PROBABILITIES);
        int classes = card.classes().size();
        double[][] rows = new double[images.size()][classes];
        for (int i = 0; i < probabilities.length; i++) {
            rows[i / classes][i % classes] = probabilities[i];
        }
        return rows;
    }

    private final class Patches implements PatchNetwork {
        private final int classes;

        Patches(int classes) {
            this.classes = classes;
        }

        @Override
        public int classes() {
            return classes;
        }

        @Override
        public float[] logits(float[] voxels, int patches, List<Integer> extents) {
            long[] shape = {patches, 1, extents.get(0), extents.get(1), extents.get(2)};
            return run(OnnxExport.VOLUME, voxels, shape, OnnxExport.LOGITS);
        }
    }

    private float[] run(String input, float[] values, long[] shape, String output) {
        try (OnnxTensor tensor =
                        OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] given = new float[buffer.remaining()];
            buffer.get(given);
            return given;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on an input of shape " + Arrays.toString(shape), e);
        }
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on closing a session", e);
        }
    }
}
