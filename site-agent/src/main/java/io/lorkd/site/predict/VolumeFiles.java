package io.lorkd.site.predict;

import io.lorkd.model.InvalidInputException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which volumes are predicted and where their masks go: one file to one file, or each of a folder to a file of its name.
 *
 * @param pairs in the order of their names
 * @param folder whether a folder was asked for, so that one bad file leaves the others
 */
public record VolumeFiles(List<Pair> pairs, boolean folder) {

    /** @param in a volume's file
     * @param out its mask's */
    public record Pair(Path in, Path out) {

        /** Beside the mask: {@code scan.png} of {@code scan.nii.gz}. */
        public Path preview() {
            return out.resolveSibling(stem(out) + ".png");
        }
    }

    public VolumeFiles {
        pairs = List.copyOf(pairs);
    }

    /**
     * @throws InvalidInputException when there is nothing to read, no place to write, or a mask would take a volume's place
     */
    public static VolumeFiles of(Path in, Path out) {
        if (!Files.exists(in)) {
            throw new InvalidInputException(
                    "--in: " + in + " is not there; expected a NIfTI file, or a folder of them");
        }
        return Files.isDirectory(in) ? ofFolder(in, out) : ofFile(in, out);
    }

    private static VolumeFiles ofFile(Path in, Path out) {
        if (!isNifti(out)) {
            throw new InvalidInputException("--out: found " + out + "; expected a file named *.nii or *.nii.gz");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (Files.isDirectory(out) || !Files.isDirectory(folder)) {
            throw new InvalidInputException("--out: found " + out + "; expected a file in a folder that is there");
        }
        requireOther(in, out);
        return new VolumeFiles(List.of(new Pair(in, out)), false);
    }

    private static VolumeFiles ofFolder(Path in, Path out) {
        if (!Files.isDirectory(out)) {
            throw new InvalidInputException(
                    "--out: found " + out + "; --in is a folder, so expected a folder that is there");
        }
        requireOther(in, out);
        try (Stream<Path> files = Files.list(in)) {
            List<Pair> pairs = files.filter(file -> isNifti(file) && Files.isRegularFile(file))
                    .sorted()
                    .map(file -> new Pair(file, out.resolve(file.getFileName())))
                    .toList();
            if (pairs.isEmpty()) {
                throw new InvalidInputException("--in: " + in + " holds no file named *.nii or *.nii.gz");
            }
            return new VolumeFiles(pairs, true);
        } catch (IOException e) {
            throw new InvalidInputException("--in: " + in + " cannot be listed: " + e, e);
        }
    }

    private static void requireOther(Path in, Path out) {
        try {
            if (Files.exists(out) && Files.isSameFile(in, out)) {
                throw new InvalidInputException("--out: " + out + " is what is read; expected another place");
            }
        } catch (IOException e) {
            throw new InvalidInputException("--out: " + out + " cannot be looked at: " + e, e);
        }
    }

    private static boolean isNifti(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".nii") || name.endsWith(".nii.gz");
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("(?i)\\.nii(\\.gz)?$", "");
    }
}
