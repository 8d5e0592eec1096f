package io.lorkd.e2e;

import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Data cut into blocks of 16 bytes, to be looked for at every byte of something else. Any 31 bytes of the data that occur
 * there are found. Blocks of few different bytes, such as zeros, occur by chance and are left out. Several threads may add.
 */
public final class Traces {
    private static final int BLOCK = 16;
    private static final int LEAST_DIFFERENT_BYTES = 8;
    private static final int FILTER_BITS = 1 << 24;

    private record Block(long first, long second) {}

    private final Map<Block, String> origins = new HashMap<>();
    private final BitSet filter = new BitSet(FILTER_BITS);

    public synchronized void add(String origin, byte[] data) {
        ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + BLOCK <= data.length; at += BLOCK) {
            if (isTelling(data, at)) {
                Block block = new Block(buffer.getLong(at), buffer.getLong(at + Long.BYTES));
                origins.putIfAbsent(block, origin);
                filter.set(slot(block.first()));
            }
        }
    }

    /** The values of every tensor that is wanted in a tensor file. */
    public void addTensors(String origin, Path path, Predicate<String> wanted) {
        try (TensorFile file = TensorFile.open(path)) {
            for (TensorInfo tensor : file.tensors()) {
                if (wanted.test(tensor.name())) {
                    add(origin + ": " + tensor.name(), file.bytes(tensor).array());
                }
            }
        }
    }

    /** What is known to everybody anyway is no secret. */
    void remove(Traces others) {
        origins.keySet().removeAll(others.origins.keySet());
    }

    int size() {
        return origins.size();
    }

    /** How many different blocks of each origin occur. */
    public Map<String, Integer> foundIn(Collection<byte[]> haystacks) {
        Set<Block> found = new HashSet<>();
        for (byte[] haystack : haystacks) {
            ByteBuffer buffer = ByteBuffer.wrap(haystack).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at + BLOCK <= haystack.length; at++) {
                long first = buffer.getLong(at);
                if (filter.get(slot(first))) {
                    Block block = new Block(first, buffer.getLong(at + Long.BYTES));
                    if (origins.containsKey(block)) {
                        found.add(block);
                    }
                }
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        found.forEach(block -> counts.merge(origins.get(block), 1, Integer::sum));
        return counts;
    }

    private static int slot(long value) {
        return (int) ((value * 0x9E3779B97F4A7C15L) >>> 40);
    }

    private static boolean isTelling(byte[] data, int at) {
        BitSet different = new BitSet(256);
        for (int i = 0; i < BLOCK; i++) {
            different.set(data[at + i] & 0xFF);
        }
        return different.cardinality() >= LEAST_DIFFERENT_BYTES;
    }
}
