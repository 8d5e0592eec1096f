package io.lorkd.protocol.transfer;

import java.nio.ByteBuffer;

/** Follows a pull. */
@FunctionalInterface
public interface PullListener {
    /** So many bytes of the file are here, those of an earlier pull included. Called on the pull's context. */
    void written(long bytes);

    /**
     * These bytes came over the wire and are about to be written. They come in order; a pull that goes on where an earlier one
     * ended begins there, and one that has to start over begins at 0 again. Called on the thread that writes them, which may
     * be another each time but is one at a time.
     *
     * @param position where in the file they belong
     * @param bytes good until this returns
     */
    default void arrived(long position, ByteBuffer bytes) {}
}
