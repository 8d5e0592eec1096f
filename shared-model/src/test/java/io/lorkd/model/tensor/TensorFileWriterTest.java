package io.lorkd.model.tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorFileWriterTest {

    private static final TensorInfo SINGLE = new TensorInfo("z.weight", Dtype.F32, List.of(2L));
    private static final TensorInfo EMPTY = new TensorInfo("m.A", Dtype.F32, List.of(0L, 9L));
    private static final TensorInfo DOUBLE = new TensorInfo("a.weight", Dtype.F64, List.of(1L, 2L));

    @TempDir
    Path folder;

    @Test
    void writesTheCanonicalFormByteForByte() throws IOException {
        Path file = write(Map.of());

        String header = "{\"z.weight\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"m.A\":{\"dtype\":\"F32\",\"shape\":[0,9],\"data_offsets\":[8,8]},"
                + "\"a.weight\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[8,24]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        ByteBuffer expected = ByteBuffer.allocate(8 + padded.length() + 24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length())
                .put(padded.getBytes(StandardCharsets.UTF_8))
                .putFloat(0.1f)
                .putFloat(-2)
                .putDouble(0.1)
                .putDouble(Double.MIN_VALUE);
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
    }

    @Test
    void comesBackAsItWasWritten() {
        Path file = write(Map.of("region", "breast", "rank", "8"));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.tensors()).containsExactly(SINGLE, EMPTY, DOUBLE);
            assertThat(tensors.metadata()).isEqualTo(Map.of("region", "breast", "rank", "8"));
            assertThat(tensors.floats("z.weight")).containsExactly(0.1f, -2);
            assertThat(tensors.doubles("m.A")).isEmpty();
            assertThat(tensors.doubles("a.weight")).containsExactly(0.1, Double.MIN_VALUE);
        }
    }

    @Test
    void giveTheFileItsNameOnlyAtTheEnd() throws IOException {
        Path file = folder.resolve("f.safetensors");
        Files.writeString(file, "the old one");
        try (TensorFileWriter writer = TensorFileWriter.create(file, List.of(SINGLE), Map.of())) {
            writer.write(new float[] {1, 2}, 0, 2);
            assertThat(file).hasContent("the old one");

            assertThat(writer.finish()).isEqualTo(file);
        }

        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).containsExactly("f.safetensors");
        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.doubles("z.weight")).containsExactly(1, 2);
        }
    }

    @Test
    void leavesNothingBehindWhenItIsNotFinished() {
        Path file = folder.resolve("f.safetensors");
        try (TensorFileWriter writer = TensorFileWriter.create(file, List.of(SINGLE), Map.of())) {
            writer.write(new float[] {1}, 0, 1);

            assertThatIllegalStateException()
                    .isThrownBy(writer::finish)
                    .withMessageContaining("z.weight has 1 of 2 values");
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesMoreValuesThanDeclared() {
        try (TensorFileWriter writer =
                TensorFileWriter.create(folder.resolve("f.safetensors"), List.of(SINGLE), Map.of())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> writer.write(new double[3], 0, 3))
                    .withMessageContaining("more values");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void streamsTensorsOfManyBlocks() {
        long elements = 1_000_003;
        TensorInfo large = new TensorInfo("large", Dtype.F64, List.of(elements));
        Path file = folder.resolve("large.safetensors");
        try (TensorFileWriter writer = TensorFileWriter.create(file, List.of(SINGLE, large), Map.of())) {
            writer.write(new double[] {5, 6}, 0, 2);
            for (long i = 0; i < elements; i++) {
                writer.write(new double[] {i}, 0, 1);
            }
            writer.finish();
        }

        try (TensorFile tensors = TensorFile.open(file)) {
            double[] values = tensors.doubles("large");
            for (int i = 0; i < elements; i++) {
                assertThat(values[i] == i).isTrue();
            }
        }
    }

    @Test
    void refusesDeclarationsThatNoReaderTakes() {
        Path file = folder.resolve("f.safetensors");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorFileWriter.create(file, List.of(SINGLE, SINGLE), Map.of()))
                .withMessageContaining("second tensor named z.weight");
        TensorInfo reserved = new TensorInfo("__metadata__", Dtype.F32, List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorFileWriter.create(file, List.of(reserved), Map.of()));
        TensorInfo half = new TensorInfo("h", Dtype.F16, List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TensorFileWriter.create(file, List.of(half), Map.of()))
                .withMessageContaining("only F32 and F64");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void saysWhereItCannotWrite() {
        Path file = folder.resolve("missing").resolve("f.safetensors");

        assertThatThrownBy(() -> TensorFileWriter.create(file, List.of(SINGLE), Map.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write " + file);
    }

    private Path write(Map<String, String> metadata) {
        try (TensorFileWriter writer =
                TensorFileWriter.create(folder.resolve("f.safetensors"), List.of(SINGLE, EMPTY, DOUBLE), metadata)) {
            writer.write(new double[] {0.1, -2, 0.1, Double.MIN_VALUE}, 0, 4);
            return writer.finish();
        }
    }
}
