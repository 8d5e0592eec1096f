package io.lorkd.model.data;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A data set as MedMNIST publishes it: an {@code .npz} file with {@code train_images}, {@code train_labels}, {@code
 * val_...} and {@code test_...}. Images are unsigned bytes, (N, H, W) or (N, H, W, 3); labels are whole numbers, (N, 1)
 * or (N). The file does not name its classes, so they are called by their numbers.
 */
final class MedMnistFile implements DataSet {

    static final String SUFFIX = ".npz";

    private static final Map<Part, String> NAMES =
            new EnumMap<>(Map.of(Part.TRAINING, "train", Part.VALIDATION, "val", Part.TEST, "test"));
    private static final int MOST_SAMPLES = 20_000_000;
    private static final int MOST_CLASSES = 1000;
    private static final int LARGEST_SIDE = 8192;

    private final Path path;
    private final Map<Part, int[]> labels = new EnumMap<>(Part.class);
    private final List<String> classes;

    /** Reads headers and labels. */
    MedMnistFile(Path path) {
        this.path = path;
        try (NpzArchive archive = new NpzArchive(path)) {
            if (!archive.has("train_images")) {
                throw new InvalidInputException(path + " has no train split (no train_images; it has "
                        + String.join(", ", archive.names())
                        + "): a region needs images to train on; take the full MedMNIST file, or leave this one out");
            }
            for (Part part : Part.values()) {
                labels.put(part, labels(archive, part));
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    path + " cannot be read as a MedMNIST .npz file: " + e.getMessage() + "; fetch it again", e);
        }
        int last = labels.values().stream().flatMapToInt(Arrays::stream).max().orElse(-1);
        this.classes =
                IntStream.rangeClosed(0, last).mapToObj(Integer::toString).toList();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int[] labels(Part part) {
        return labels.get(part).clone();
    }

    @Override
    public List<Path> leftAlone() {
        return List.of();
    }

    @Override
    public List<byte[]> read(Part part, int[] indices, Preprocessing preprocessing) {
        String name = NAMES.get(part) + "_images";
        try (NpzArchive archive = new NpzArchive(path);
                NpzArchive.Array array = archive.array(name).orElseThrow(() -> missing(name))) {
            List<Long> shape = imageShape(name, array.header());
            array.requireWhole(1);
            int channels = shape.size() == 4 ? 3 : 1;
            int height = shape.get(1).intValue();
            int width = shape.get(2).intValue();
            int bytes = Math.multiplyExact(height * width, channels);
            StoredImages.requireRoom(
                    path,
                    indices.length,
                    channels,
                    preprocessing.imageSize(),
                    Runtime.getRuntime().maxMemory());
            List<byte[]> images = new ArrayList<>(indices.length);
            int at = 0;
            for (int index : indices) {
                array.skip((long) (index - at) * bytes);
                RawImage image = new RawImage(width, height, channels, array.next(bytes));
                images.add(Resizing.toSquare(image, preprocessing.imageSize()));
                at = index + 1;
            }
            array.finish();
            return images;
        } catch (IOException e) {
            throw damaged(name, e);
        }
    }

    private int[] labels(NpzArchive archive, Part part) throws IOException {
        String imagesName = NAMES.get(part) + "_images";
        String labelsName = NAMES.get(part) + "_labels";
        if (!archive.has(imagesName) && !archive.has(labelsName)) {
            return new int[0];
        }
        long images;
        try (NpzArchive.Array array = archive.array(imagesName).orElseThrow(() -> missing(imagesName))) {
            images = imageShape(imagesName, array.header()).get(0);
            array.requireWhole(1);
        } catch (IOException e) {
            throw damaged(imagesName, e);
        }
        try (NpzArchive.Array array = archive.array(labelsName).orElseThrow(() -> missing(labelsName))) {
            return labels(labelsName, array, images);
        } catch (IOException e) {
            throw damaged(labelsName, e);
        }
    }

    private List<Long> imageShape(String name, NpyHeader header) {
        List<Long> shape = header.shape();
        boolean known = shape.size() == 3 || shape.size() == 4 && shape.get(3) == 3;
        if (!known || !isByte(header.type()) || header.columnMajor()) {
            throw unexpected(
                    name, header, "unsigned bytes (|u1) in row-major order, of shape (N, H, W) or (N, H, W, 3)");
        }
        if (shape.get(0) > MOST_SAMPLES || !isSide(shape.get(1)) || !isSide(shape.get(2))) {
            throw unexpected(
                    name, header, "at most " + MOST_SAMPLES + " images with sides of 1 to " + LARGEST_SIDE + " pixels");
        }
        return shape;
    }

    private int[] labels(String name, NpzArchive.Array array, long images) throws IOException {
        NpyHeader header = array.header();
        List<Long> shape = header.shape();
        boolean known = shape.size() == 1 || shape.size() == 2 && shape.get(1) == 1;
        LabelType type = LabelType.of(header.type());
        if (!known || type == null || shape.get(0) != images) {
            throw unexpected(
                    name, header, "whole numbers of shape (N, 1) or (N), one for each of the " + images + " images");
        }
        array.requireWhole(type.bytes());
        int[] values = new int[(int) images];
        for (int i = 0; i < values.length; i++) {
            long value = type.read(array.next(type.bytes()));
            if (value < 0 || value >= MOST_CLASSES) {
                throw new InvalidInputException(path + ": " + name + " has label " + value + " at " + i
                        + "; expected 0 to " + (MOST_CLASSES - 1) + ", a class's number");
            }
            values[i] = (int) value;
        }
        array.finish();
        return values;
    }

    private static boolean isByte(String type) {
        return type.equals("|u1") || type.equals("u1");
    }

    private static boolean isSide(long extent) {
        return extent >= 1 && extent <= LARGEST_SIDE;
    }

    private InvalidInputException missing(String name) {
        return new InvalidInputException(path + " has no " + name
                + "; a MedMNIST file has images and labels for train, test and, if it likes, val: fetch it again");
    }

    private InvalidInputException unexpected(String name, NpyHeader header, String expected) {
        return new InvalidInputException(path + ": " + name + " is " + header.type() + " of shape " + header.shape()
                + (header.columnMajor() ? " in column-major order" : "") + "; expected " + expected
                + ": convert it, or leave the file out");
    }

    private InvalidInputException damaged(String name, IOException cause) {
        return new InvalidInputException(
                path + ": " + name + " is damaged: " + cause.getMessage() + "; fetch the file again", cause);
    }

    /** NumPy's little-endian whole numbers. */
    private record LabelType(int bytes, boolean signed) {

        static LabelType of(String name) {
            return switch (name) {
                case "|u1", "u1" -> new LabelType(1, false);
                case "|i1", "i1" -> new LabelType(1, true);
                case "<u2" -> new LabelType(2, false);
                case "<i2" -> new LabelType(2, true);
                case "<u4" -> new LabelType(4, false);
                case "<i4" -> new LabelType(4, true);
                // Beyond the largest signed number an unsigned one reads as negative, and is refused as such.
                case "<u8", "<i8" -> new LabelType(8, true);
                default -> null;
            };
        }

        long read(byte[] stored) {
            ByteBuffer buffer = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
            return switch (bytes) {
                case 1 -> signed ? buffer.get() : buffer.get() & 0xFF;
                case 2 -> signed ? buffer.getShort() : buffer.getShort() & 0xFFFF;
                case 4 -> signed ? buffer.getInt() : buffer.getInt() & 0xFFFFFFFFL;
                default -> buffer.getLong();
            };
        }
    }
}
