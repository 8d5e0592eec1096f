package io.lorkd.protocol.folder;

import io.lorkd.protocol.command.RunFailedException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a state folder to one owner, of this process or another. The system gives the lock back when its process ends,
 * however it ends. The file {@code lock} is the lock, and holds the owner's process id, for people and for the message.
 */
public final class FolderLock implements Closeable {
    private static final String FILE = "lock";

    /**
     * The folders that this process has. Such locks belong to processes, not to channels: closing any channel of the file
     * gives the whole process's lock back, so the file must not even be opened where the lock is held already.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes the folder where it is missing, and takes its lock.
     *
     * @param owner what takes it, for the message, such as {@code coordinator}
     * @throws RunFailedException if another owner has it
     * @throws IOException if the folder cannot be made or written
     */
    public static FolderLock take(Path path, String owner) throws IOException {
        Path folder = Files.createDirectories(path.toAbsolutePath()).toRealPath();
        if (!HELD.add(folder)) {
            throw refused(path, owner, "this process");
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw refused(path, owner, holder(channel));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            taken = true;
            return new FolderLock(folder, channel);
        } finally {
            if (!taken) {
                HELD.remove(folder);
                close(channel);
            }
        }
    }

    private static RunFailedException refused(Path folder, String owner, String holder) {
        return new RunFailedException("the state folder " + folder + " is in use by " + holder
                + "; stop that one, or give" + " this " + owner + " a state folder of its own");
    }

    /** The owner may be just starting, and not have said who it is. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        String pid = StandardCharsets.US_ASCII.decode(bytes.flip()).toString().strip();
        return pid.matches("[0-9]+") ? "process " + pid : "another process";
    }

    /** Gives the folder up; closing twice is well. */
    @Override
    public void close() {
        if (channel.isOpen()) {
            close(channel);
            HELD.remove(folder);
        }
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            return; // the system gives the lock back when the process ends, at the latest
        }
    }
}
