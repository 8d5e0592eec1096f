package io.lorkd.model.teacher;

import io.lorkd.model.teacher.OutputCache.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

class OutputCacheTest {
    private static final Key FIRST = new Key(1, 2);
    private static final Key SECOND = new Key(1, 3);
    private static final int HEADER = 16;
    private static final int RECORD = 16 + 3 * 4 + 4;

    @TempDir
    Path folder;

    private OutputCache open() throws IOException {
        return open(OutputCache.MOST_BYTES);
    }

    private OutputCache open(long most) throws IOException {
        return OutputCache.open(file(), 3, false, most);
    }

    private Path file() {
        return folder.resolve("outputs");
    }

    private void twoOutputs() throws IOException {
        try (OutputCache cache = open()) {
            cache.add(FIRST, new double[] {1, 2, 3});
            cache.add(SECOND, new double[] {-0.5, 0.25, 4});
        }
    }

    @Test
    void findsWhatAnEarlierProcessKept() throws IOException {
        twoOutputs();

        try (OutputCache cache = open()) {
            assertThat(cache.find(FIRST))
                    .hasValueSatisfying(found -> assertThat(found).containsExactly(1, 2, 3));
            assertThat(cache.find(SECOND))
                    .hasValueSatisfying(found -> assertThat(found).containsExactly(-0.5, 0.25, 4));
            assertThat(cache.find(new Key(9, 9))).isEmpty();
        }
    }

    @Test
    void dropsATornTailAndGoesOnBehindTheLastWholeOutput() throws IOException {
        twoOutputs();
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length - 1));

        try (OutputCache cache = open()) {
            assertThat(cache.size()).isEqualTo(1);
            cache.add(SECOND, new double[] {-0.5, 0.25, 4});
        }

        assertThat(file()).hasBinaryContent(whole);
    }

    @Test
    void believesNoRecordWhoseBytesChanged() throws IOException {
        twoOutputs();
        byte[] bytes = Files.readAllBytes(file());
        bytes[HEADER + RECORD + 20] ^= 1;
        Files.write(file(), bytes);

        try (OutputCache cache = open()) {
            assertThat(cache.find(FIRST)).isPresent();
            assertThat(cache.find(SECOND)).isEmpty();
        }
    }

    @Test
    void beginsAnewWhereTheOutputsAreOfAnotherWidth() throws IOException {
        twoOutputs();

        try (OutputCache cache = OutputCache.open(file(), 4, true, OutputCache.MOST_BYTES)) {
            assertThat(cache.size()).isZero();
            cache.add(FIRST, new double[] {1, 2, 3, Math.PI});
            assertThat(cache.find(FIRST).orElseThrow()[3]).isEqualTo(Math.PI);
        }
    }

    @Test
    void growsNoLargerThanItMay() throws IOException {
        try (OutputCache cache = open(HEADER + RECORD)) {
            cache.add(FIRST, new double[3]);
            cache.add(SECOND, new double[3]);

            assertThat(cache.size()).isEqualTo(1);
        }
        assertThat(file()).hasSize(HEADER + RECORD);
    }
}
