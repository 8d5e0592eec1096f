package io.lorkd.model.data.volumes;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory prepared volumes may take. First come, first kept: what finds no room is read from its file each time.
 * Passes read their volumes in shuffled orders, so that no volume is worth more than another.
 */
public final class VolumeMemory {

    private final AtomicLong left;

    public VolumeMemory(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** @param share of what Java may use at most */
    public static VolumeMemory shareOfHeap(double share) {
        return new VolumeMemory((long) (share * Runtime.getRuntime().maxMemory()));
    }

    /** Whether there was room for so many bytes, which is now taken. */
    boolean take(long bytes) {
        return left.getAndUpdate(free -> free >= bytes ? free - bytes : free) >= bytes;
    }
}
