package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TensorFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights.safetensors");
    }

    @Test
    void readsWhatOtherProgramsWrite() {
        String header = "{\"b\":{\"shape\":[],\"data_offsets\":[6,8],\"dtype\":\"BF16\"},"
                + "\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"data_offsets\":[0,6],\"dtype\":\"F16\",\"shape\":[1,3]}}  \n";
        RawFile.write(file, header, RawFile.shorts(0x3c00, 0xc000, 0x7bff, 0x3fc0));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.tensors())
                    .containsExactly(
                            new TensorInfo("a", Dtype.F16, List.of(1L, 3L)),
                            new TensorInfo("b", Dtype.BF16, List.of()));
            assertThat(tensors.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(tensors.doubles("a")).containsExactly(1, -2, 65504);
            assertThat(tensors.floats("b")).containsExactly(1.5f);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x0000, 0.0",
        "0x8000, -0.0",
        "0x0001, 5.9604644775390625e-8",
        "0x03ff, 6.0975551605224609375e-5",
        "0x0400, 6.103515625e-5",
        "0x3555, 0.333251953125",
        "0xfbff, -65504",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x7e00, NaN"
    })
    void widensHalfPrecisionExactly(int bits, double expected) {
        String header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}";
        RawFile.write(file, header, RawFile.shorts(bits));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.doubles("h")).containsExactly(expected);
        }
    }

    @Test
    void carriesIntegersAsBytesOnly() {
        RawFile.write(file, "{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[] {
            7, 0, 0, 0, 0, 0, 0, 0
        });

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.bytes(tensors.tensor("n")).getLong()).isEqualTo(7);
            assertThatThrownBy(() -> tensors.doubles("n"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("\"n\" is of type I64; expected a floating-point type");
        }
    }

    @Test
    void readsAnyRunOfElements() {
        int length = 40_000;
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = i;
        }
        TensorInfo line = new TensorInfo("line", Dtype.F32, List.of(200L, 200L));
        try (TensorFileWriter writer = TensorFileWriter.create(file, List.of(line), Map.of())) {
            writer.write(values, 0, length);
            writer.finish();
        }

        try (TensorFile tensors = TensorFile.open(file)) {
            double[] run = new double[20_003];
            tensors.read(line, 19_998, run, 1, 20_002);

            assertThat(run[0]).isZero();
            assertThat(run[1]).isEqualTo(19_998);
            assertThat(run[20_002]).isEqualTo(39_999);
            assertThatThrownBy(() -> tensors.read(line, 39_999, run, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void reachesTheEndOfAFileLargerThanTheHeap() throws IOException {
        long elements = 3L << 30;
        String header =
                "{\"big\":{\"dtype\":\"F64\",\"shape\":[" + elements + "],\"data_offsets\":[0," + 8 * elements + "]}}";
        RawFile.write(file, header);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(sparse.length() + 8 * elements);
            sparse.seek(sparse.length() - 8);
            sparse.writeLong(Long.reverseBytes(Double.doubleToLongBits(42)));
        }

        try (TensorFile tensors = TensorFile.open(file)) {
            double[] last = new double[2];
            tensors.read(tensors.tensor("big"), elements - 2, last, 0, 2);

            assertThat(last).containsExactly(0, 42);
            assertThatThrownBy(() -> tensors.doubles("big"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("read it in parts");
            assertThatThrownBy(() -> tensors.bytes(tensors.tensor("big"))).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void saysWhichTensorIsMissing() {
        RawFile.write(file, "{}");

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.tensors()).isEmpty();
            assertThat(tensors.find("w")).isEmpty();
            assertThatThrownBy(() -> tensors.tensor("w"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(file + " holds no tensor named \"w\"");
            TensorInfo stranger = new TensorInfo("w", Dtype.F32, List.of());
            assertThatIllegalArgumentException().isThrownBy(() -> tensors.bytes(stranger));
        }
    }

    @Test
    void refusesWhatIsNotThereOrNotAFile() {
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + " does not exist; expected a safetensors file");
        assertThatThrownBy(() -> TensorFile.open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not a file");
    }

    @Test
    void noticesThatAFileBecameShorter() throws IOException {
        RawFile.write(file, "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", new byte[8]);

        try (TensorFile tensors = TensorFile.open(file)) {
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(cut.length() - 1);
            }
            assertThatThrownBy(() -> tensors.doubles("t"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("became shorter");
        }
    }
}
