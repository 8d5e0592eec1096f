package io.lorkd.site.folder;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.lorkd.protocol.folder.FolderLock;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A site's folder on disk, locked while it is open.
 *
 * <pre>
 * lock          held by the one process that uses the folder
 * instance      tells this folder's site from a stranger with the same id
 * backbones/    the backbones that the site pulled, by SHA-256
 * teachers/     the teachers that it pulled, by SHA-256, and what they made of its images
 * units/        what was trained here and stays here
 * checkpoints/  the round that is being trained, from time to time
 * work/         an update that is being written; the guard has not seen it
 * held.json     the update that is ready and whose round is not closed, and the unit that goes with it
 * outbox/       updates that passed the guard, by SHA-256; nothing else is served
 * ledger.jsonl  what has left the site; never removed
 * approvals/    the plans that people here were asked about, and what they accepted
 * console-link  how this machine's browser gets to the site's console
 * experts/      the fused expert of each region, once the run has finished
 * </pre>
 */
public final class StateFolder implements Closeable {
    /** The names that a file has until it is whole. */
    private static final Pattern HALF_WRITTEN = Pattern.compile(".*[.](writing|tmp)");

    /** The ledger's name in the folder, for those who read it while the site has the lock. */
    public static final String LEDGER = "ledger.jsonl";

    private static final String INSTANCE = "instance";

    private final Path root;
    private final FolderLock lock;
    private final String instance;

    private StateFolder(Path root, FolderLock lock, String instance) {
        this.root = root;
        this.lock = lock;
        this.instance = instance;
    }

    /**
     * Makes the folder where it is missing, and takes its lock.
     *
     * @throws InvalidConfigurationException if it cannot be made or written
     * @throws RunFailedException if another process, or another agent of this one, uses it
     */
    public static StateFolder open(Path root) {
        try {
            FolderLock lock = FolderLock.take(root, "site");
            try {
                return new StateFolder(root, lock, prepare(root));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "the state folder " + root + " cannot be used: " + e + "; it must be a folder that can be written",
                    e);
        }
    }

    /** Whether a site has used a folder as its own. */
    public static boolean isOne(Path root) {
        return Files.isRegularFile(root.resolve(INSTANCE));
    }

    private static String prepare(Path root) throws IOException {
        for (String name : new String[] {"backbones", "teachers", "units", "outbox", "experts"}) {
            Files.createDirectories(root.resolve(name));
        }
        // What was being written when the last process ended is of no use to anybody.
        DurableFiles.remove(root.resolve("work"));
        Files.createDirectory(root.resolve("work"));
        for (Path folder : List.of(root, root.resolve("experts"))) {
            for (Path entry : DurableFiles.list(folder)) {
                if (HALF_WRITTEN.matcher(entry.getFileName().toString()).matches()) {
                    DurableFiles.remove(entry);
                }
            }
        }
        return instance(root.resolve(INSTANCE));
    }

    private static String instance(Path file) throws IOException {
        if (!Files.exists(file)) {
            DurableFiles.write(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    /** The id of this folder, made when it was first used. */
    public String instance() {
        return instance;
    }

    public Path path() {
        return root;
    }

    public Path backbones() {
        return root.resolve("backbones");
    }

    public Path teachers() {
        return root.resolve("teachers");
    }

    public Path units() {
        return root.resolve("units");
    }

    public Path checkpoints() {
        return root.resolve("checkpoints");
    }

    public Path work() {
        return root.resolve("work");
    }

    public Path held() {
        return root.resolve("held.json");
    }

    public Path outbox() {
        return root.resolve("outbox");
    }

    public Path ledger() {
        return root.resolve(LEDGER);
    }

    public Path experts() {
        return root.resolve("experts");
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lock.close();
    }
}
