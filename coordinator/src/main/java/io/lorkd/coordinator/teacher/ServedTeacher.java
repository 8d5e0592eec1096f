package io.lorkd.coordinator.teacher;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.recipe.Recipe;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.teacher.TeacherFile;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Teacher;
import io.lorkd.protocol.transfer.Sha256;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Has the plan's teacher in the blob store, from where sites pull it like a backbone. */
public final class ServedTeacher {

    private ServedTeacher() {}

    /**
     * Takes the teacher's file into the store, where it is not there yet; blocks.
     *
     * @return the plan that a run has and sites are told: its teacher is named by the digest alone, since where the file lies
     *     here is nobody's concern, and the run is the same wherever that is
     * @throws InvalidInputException if the file is not here, is another one than the digest says, or cannot be what the plan
     *     says
     */
    public static Plan settle(Plan plan, BlobStore blobs) throws IOException {
        if (plan.teacher().isEmpty()) {
            return plan;
        }
        Teacher teacher = plan.teacher().get();
        Optional<Path> file = teacher.file().map(Path::of);
        String digest = file.isPresent()
                ? digest(teacher, file.get())
                : teacher.sha256().orElseThrow();
        if (!isWhole(digest, blobs)) {
            check(plan, teacher, file.orElseThrow(() -> notHere(digest, blobs)));
            take(file.get(), digest, blobs);
        } else {
            check(plan, teacher, blobs.path(digest));
        }
        return plan.withTeacher(Optional.of(teacher.of(Optional.empty(), digest)));
    }

    /**
     * Looks at the file that the plan names, if it names one, before anything is written for a run.
     *
     * @throws InvalidInputException as {@link #settle} would
     */
    public static void check(Plan plan) {
        plan.teacher()
                .ifPresent(teacher -> teacher.file().map(Path::of).ifPresent(file -> {
                    digest(teacher, file);
                    check(plan, teacher, file);
                }));
    }

    private static String digest(Teacher teacher, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("teacher.file: found " + file + ", which is "
                    + (Files.exists(file) ? "no file" : "not there") + "; expected the teacher's tensors, as ./lorkd"
                    + " foundation writes them");
        }
        String digest;
        try {
            digest = Sha256.ofFile(file);
        } catch (IOException e) {
            throw new InvalidInputException("teacher.file: " + file + " cannot be read: " + e.getMessage(), e);
        }
        teacher.sha256().filter(expected -> !expected.equals(digest)).ifPresent(expected -> {
            throw new InvalidInputException("teacher.file: " + file + " has the SHA-256 " + digest
                    + ", and teacher.sha256 is " + expected + "; name the right file, or leave the digest out");
        });
        return digest;
    }

    private static InvalidInputException notHere(String digest, BlobStore blobs) {
        return new InvalidInputException("teacher.sha256: found " + digest + ", and " + blobs.path(digest)
                + " is not there or not whole; name the teacher's file by teacher.file");
    }

    private static boolean isWhole(String digest, BlobStore blobs) throws IOException {
        return blobs.has(digest) && Sha256.ofFile(blobs.path(digest)).equals(digest);
    }

    /** What a TorchScript file returns is seen where it runs: at the sites. */
    private static void check(Plan plan, Teacher teacher, Path file) {
        teacher.architecture().ifPresent(name -> TeacherFile.check(file, Recipe.network(plan, teacher, name)));
    }

    private static void take(Path file, String digest, BlobStore blobs) throws IOException {
        Path staged = blobs.staging("teacher");
        Files.copy(file, staged, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        if (!Sha256.ofFile(staged).equals(digest)) {
            throw new InvalidInputException(
                    "teacher.file: " + file + " changed while it was read; start again when it is whole");
        }
        blobs.keep(staged, digest);
    }
}
