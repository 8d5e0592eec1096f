package io.lorkd.launcher;

import io.lorkd.model.expert.FusedExpert;
import io.lorkd.model.expert.SegmentationCard;
import io.lorkd.model.network.Stem;
import io.lorkd.model.teacher.TeacherCard;
import io.lorkd.model.tensor.Dtype;
import io.lorkd.model.tensor.TensorFileWriter;
import io.lorkd.model.tensor.TensorInfo;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Modality;
import io.lorkd.model.volume.NiftiFile;
import io.lorkd.model.volume.Volume;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Small sets of volumes on disk: noise with a brighter ball in it, which the mask has as label 1. */
final class VolumeFixture {
    static final Grid GRID = new Grid(20, 18, 16, Affine.ofSpacing(1, 1, 1));

    private VolumeFixture() {}

    /** A set in the Decathlon's layout of four cases, which are called 0 to 3, with its description. */
    static Path set(Path folder) throws IOException {
        for (int i = 0; i < 4; i++) {
            NiftiFile.write(image(folder, i), volume(GRID, i));
            NiftiFile.write(mask(folder, i), ball(GRID, 1));
        }
        Files.writeString(
                folder.resolve("dataset.json"),
                "{\"modality\": {\"0\": \"MRI\"}, \"labels\": {\"0\": \"background\"," + " \"1\": \"ball\"}}");
        return folder;
    }

    static Path image(Path folder, int i) throws IOException {
        return Files.createDirectories(folder.resolve("imagesTr")).resolve(i + ".nii.gz");
    }

    static Path mask(Path folder, int i) throws IOException {
        return Files.createDirectories(folder.resolve("labelsTr")).resolve(i + ".nii.gz");
    }

    /** An expert with weights of 0, and its card. */
    static Path expert(Path folder) throws IOException {
        SegmentationCard card = card();
        Path weights = folder.resolve("balls.safetensors");
        write(weights, card, Map.of());
        card.write(FusedExpert.cardOf(weights));
        return weights;
    }

    /** A teacher with weights of 0 whose head has one output, of that class. */
    static Path teacher(Path file, String regionAndClass) {
        write(file, card(), new TeacherCard("unet3d-tiny", Stem.STANDARD, List.of(regionAndClass)).metadata());
        return file;
    }

    private static SegmentationCard card() {
        return new SegmentationCard(
                "balls",
                List.of(new SegmentationCard.MaskClass("ball", 1)),
                "unet3d-tiny",
                SegmentationCard.Head.CONVOLUTION,
                List.of(16, 16, 16),
                List.of(),
                Modality.OTHER,
                SegmentationCard.Smaller.REFUSE,
                0.5,
                8,
                "0".repeat(64));
    }

    private static void write(Path file, SegmentationCard card, Map<String, String> metadata) {
        List<TensorInfo> tensors = new FusedExpert(file, card, FusedExpert.networkOf(card)).tensors(Dtype.F32);
        try (TensorFileWriter writer = TensorFileWriter.create(file, tensors, metadata)) {
            for (TensorInfo tensor : tensors) {
                long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
                writer.write(new double[Math.toIntExact(elements)], 0, Math.toIntExact(elements));
            }
            writer.finish();
        }
    }

    /** A table of one prompt. */
    static void prompts(Path file, String name, int width) {
        List<TensorInfo> tensors = List.of(new TensorInfo(name, Dtype.F32, List.of((long) width)));
        try (TensorFileWriter writer = TensorFileWriter.create(file, tensors, Map.of())) {
            writer.write(new double[width], 0, width);
            writer.finish();
        }
    }

    /** Changes a compressed file's bytes, its header in front. */
    static void rewrite(Path file, Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            bytes = in.readAllBytes();
        }
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        Files.write(file, compressed.toByteArray());
    }

    /** Two volumes in one file, as a time series has them. */
    static void fourDimensions(Path file) throws IOException {
        rewrite(
                file,
                header -> header.putShort(40, (short) 4).putShort(46, (short) 8).putShort(48, (short) 2));
    }

    static Volume volume(Grid grid, long seed) {
        Random random = new Random(seed);
        short[] labels = ball(grid, 1).labels();
        float[] values = new float[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + 3 * labels[i];
        }
        return new Volume(grid, values);
    }

    static Mask ball(Grid grid, int label) {
        short[] labels = new short[grid.voxels()];
        for (int z = 0; z < grid.z(); z++) {
            for (int y = 0; y < grid.y(); y++) {
                for (int x = 0; x < grid.x(); x++) {
                    double away = Math.hypot(Math.hypot(x - 9, y - 8), z - 7);
                    labels[grid.index(x, y, z)] = (short) (away < 5 ? label : 0);
                }
            }
        }
        return new Mask(grid, labels);
    }
}
