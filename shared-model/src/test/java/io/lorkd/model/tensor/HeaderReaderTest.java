package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeaderReaderTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("weights.safetensors");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void refuses(String what, byte[] header, int dataBytes, String message) {
        RawFile.write(file, header, new byte[dataBytes]);

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + " is not a usable safetensors file: it ")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> unusable() {
        String good = one("F32", "[2]", "[0,8]");
        return Stream.of(
                bad("text that is not JSON", "{weights}", 0, "not JSON"),
                bad("an array", "[1,2]", 0, "does not begin with {"),
                bad("something behind the object", "{} {}", 0, "not JSON"),
                bad("deep nesting", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 0, "not JSON"),
                bad("an endless number", one("F32", "[" + "9".repeat(5000) + "]", "[0,8]"), 8, "not JSON"),
                bad("one name twice", good.substring(0, good.length() - 1) + "," + good.substring(1), 8, "repeated"),
                bad("metadata that are a list", "{\"__metadata__\":[]}", 0, "not an object"),
                bad("metadata that are not text", "{\"__metadata__\":{\"a\":1}}", 0, "not text: \"a\""),
                bad("a tensor that is a number", "{\"t\":1}", 0, "expected the keys"),
                bad("a missing key", "{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "expected the keys"),
                bad("an unknown key", good.replace("\"shape\"", "\"x\":1,\"shape\""), 8, "and no other"),
                bad(
                        "an unknown type",
                        one("F33", "[2]", "[0,8]"),
                        8,
                        "dtype \"F33\" is unknown; the known ones are BOOL"),
                bad("a type that is no text", good.replace("\"F32\"", "{}"), 8, "is unknown"),
                bad("a negative extent", one("F32", "[-2]", "[0,8]"), 8, "shape holds something"),
                bad("a fractional extent", one("F32", "[2.0]", "[0,8]"), 8, "shape holds something"),
                bad("a shape that is no list", one("F32", "2", "[0,8]"), 8, "shape is not a list"),
                bad("an extent beyond 64 bits", one("F32", "[18446744073709551618]", "[0,8]"), 8, "shape holds"),
                bad("a shape that overflows", one("F32", "[4294967296,4294967296,2]", "[0,8]"), 8, "too large"),
                bad("a size in bytes that overflows", one("F32", "[4611686018427387904]", "[0,0]"), 0, "too large"),
                bad("three offsets", one("F32", "[2]", "[0,8,8]"), 8, "not a begin and an end"),
                bad("offsets backwards", one("F32", "[2]", "[8,0]"), 8, "not a begin and an end"),
                bad("negative offsets", one("F32", "[2]", "[-8,0]"), 8, "data_offsets holds something"),
                bad("offsets that do not fit the shape", one("F32", "[2]", "[0,4]"), 4, "span 4 bytes where"),
                bad("a gap at the start", one("F32", "[2]", "[4,12]"), 12, "a gap before the tensor \"t\""),
                bad("an overlap", two("[0,8]", "[4,12]"), 12, "an overlap before the tensor \"u\""),
                bad("a gap", two("[0,8]", "[12,20]"), 20, "begin at 12, expected 8"),
                bad("two tensors on one place", two("[0,8]", "[0,8]"), 8, "an overlap"),
                bad("too little data", good, 7, "truncated"),
                bad("data behind the last tensor", good, 9, "longer than it should be"));
    }

    @Test
    void refusesHeadersThatAreNotUtf8() {
        RawFile.write(file, "{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not UTF-8");

        RawFile.write(file, "{}".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> TensorFile.open(file)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1", "0", "1", "3", "100000000", "9223372036854775807"})
    void refusesHeaderLengthsThatCannotBe(long length) {
        RawFile.write(file, length, "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("says that its header has " + Long.toUnsignedString(length) + " bytes");
    }

    @Test
    void refusesAHeaderBeyondTheLimitHoweverLongTheFile() throws IOException {
        RawFile.write(file, Header.MAX_BYTES + 8L, "{}".getBytes(StandardCharsets.UTF_8));
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(Header.MAX_BYTES + 100L);
        }

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected 2 to " + Header.MAX_BYTES);
    }

    @Test
    void refusesFilesTooShortForALength() throws IOException {
        Files.write(file, new byte[7]);

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 7 bytes");
    }

    @Test
    void keepsMessagesShortAndPrintableWhateverTheNames() {
        RawFile.write(file, "{\"\\u001b[2J" + "x".repeat(100_000) + "\":1}");

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500).doesNotContain("\u001b"));
    }

    private static Arguments bad(String what, String header, int dataBytes, String message) {
        return Arguments.of(what, header.getBytes(StandardCharsets.UTF_8), dataBytes, message);
    }

    private static String one(String dtype, String shape, String offsets) {
        return "{\"t\":" + tensor(dtype, shape, offsets) + "}";
    }

    private static String two(String first, String second) {
        return "{\"t\":" + tensor("F32", "[2]", first) + ",\"u\":" + tensor("F32", "[2]", second) + "}";
    }

    private static String tensor(String dtype, String shape, String offsets) {
        return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
    }
}
