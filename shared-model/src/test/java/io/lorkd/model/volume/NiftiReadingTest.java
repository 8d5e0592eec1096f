package io.lorkd.model.volume;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What a header says is what is read; headers and voxels are made by hand, byte by byte. */
class NiftiReadingTest {

    private static final double CLOSE = 1e-6;

    @TempDir
    Path folder;

    static Stream<org.junit.jupiter.params.provider.Arguments> types() {
        return Stream.of(
                        arguments(
                                2, 1, values(b -> b.put((byte) 0).put((byte) 7).put((byte) 255)), 0, 7, 255),
                        arguments(
                                4,
                                2,
                                values(b -> b.putShort((short) -32768)
                                        .putShort((short) 7)
                                        .putShort((short) 32767)),
                                -32768,
                                7,
                                32767),
                        arguments(
                                8,
                                4,
                                values(b ->
                                        b.putInt(Integer.MIN_VALUE).putInt(7).putInt(1 << 30)),
                                -0x1p31,
                                7,
                                0x1p30),
                        arguments(
                                16, 4, values(b -> b.putFloat(-1.5f).putFloat(7).putFloat(3e38f)), -1.5, 7, 3e38),
                        arguments(
                                64,
                                8,
                                values(b -> b.putDouble(-0.1).putDouble(7).putDouble(1e-30)),
                                -0.1,
                                7,
                                1e-30),
                        arguments(
                                256,
                                1,
                                values(b -> b.put((byte) -128).put((byte) 7).put((byte) 127)),
                                -128,
                                7,
                                127),
                        arguments(
                                512,
                                2,
                                values(b -> b.putShort((short) 0)
                                        .putShort((short) 7)
                                        .putShort((short) 65535)),
                                0,
                                7,
                                65535),
                        arguments(768, 4, values(b -> b.putInt(0).putInt(7).putInt(-1)), 0, 7, 4294967295.0),
                        arguments(
                                1024,
                                8,
                                values(b -> b.putLong(Long.MIN_VALUE).putLong(7).putLong(1L << 40)),
                                -0x1p63,
                                7,
                                0x1p40),
                        arguments(1280, 8, values(b -> b.putLong(0).putLong(7).putLong(-1)), 0, 7, 0x1p64))
                .flatMap(each -> Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                        .map(order -> arguments(
                                order,
                                each.get()[0],
                                each.get()[1],
                                each.get()[2],
                                ((Number) each.get()[3]).floatValue(),
                                ((Number) each.get()[4]).floatValue(),
                                ((Number) each.get()[5]).floatValue())));
    }

    private static Consumer<ByteBuffer> values(Consumer<ByteBuffer> values) {
        return values;
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeIsReadInBothByteOrders(
            ByteOrder order, int code, int bytes, Consumer<ByteBuffer> voxels, float first, float second, float third) {
        Path file = NiftiBytes.of(order)
                .dimensions(3, 3, 1, 1)
                .type(code)
                .voxels(3 * bytes, voxels)
                .in(folder);

        assertThat(NiftiFile.read(file).values()).containsExactly(first, second, third);
    }

    @Test
    void theFirstAxisRunsFastest() {
        Volume volume = NiftiFile.read(NiftiBytes.littleEndian().in(folder));

        assertThat(List.of(volume.grid().x(), volume.grid().y(), volume.grid().z()))
                .containsExactly(3, 2, 2);
        assertThat(volume.values()[volume.grid().index(1, 0, 0)]).isEqualTo(1);
        assertThat(volume.values()[volume.grid().index(0, 1, 0)]).isEqualTo(3);
        assertThat(volume.values()[volume.grid().index(0, 0, 1)]).isEqualTo(6);
    }

    @Test
    void slopeAndInterceptAreApplied() {
        Path file = NiftiBytes.littleEndian().scaling(0.5f, -1024).in(folder);

        assertThat(NiftiFile.read(file).values()).startsWith(-1024f, -1023.5f, -1023f);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY})
    void aSlopeThatIsNoneLeavesTheVoxelsAsTheyAre(float slope) {
        Path file = NiftiBytes.littleEndian().scaling(slope, 5).in(folder);

        assertThat(NiftiFile.read(file).values()).startsWith(0, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({"2,6,2,0,0,6,2,1", "3,3,2,2,0,3,2,2", "4,3,2,2,1,3,2,2"})
    void slicesVolumesAndSingleFramesAreVolumes(int axes, int a, int b, int c, int d, int x, int y, int z) {
        Path file = NiftiBytes.littleEndian().dimensions(axes, a, b, c, d).in(folder);

        Grid grid = NiftiFile.read(file).grid();

        assertThat(List.of(grid.x(), grid.y(), grid.z())).containsExactly(x, y, z);
    }

    @Test
    void whatComesBetweenHeaderAndVoxelsIsPassedOver() {
        NiftiBytes bytes = NiftiBytes.littleEndian().header(header -> header.putFloat(108, 368));
        Path file = bytes.voxels(16 + 24, voxels -> voxels.position(16).putShort((short) 9))
                .in(folder);

        assertThat(NiftiFile.read(file).values()).startsWith(9, 0);
    }

    @Test
    void aFileIsCompressedWhenItsBytesSayIt() {
        byte[] bytes = NiftiBytes.littleEndian().bytes();
        Path compressed = NiftiBytes.write(folder.resolve("compressed.nii"), NiftiBytes.gzip(bytes));
        Path plain = NiftiBytes.write(folder.resolve("plain.nii.gz"), bytes);

        assertThat(NiftiFile.read(compressed).values())
                .isEqualTo(NiftiFile.read(plain).values());
    }

    @Test
    void theMatrixGoesBeforeTheRotationAndTheRotationBeforeTheSizes() {
        NiftiBytes bytes = NiftiBytes.littleEndian().sizes(1, 2, 3, 4);
        assertThat(grid(bytes).affine().elements())
                .containsExactly(2.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, 4.0, 0.0);

        bytes.qform(1, 0, 0, 1, 10, 20, 30);
        assertThat(grid(bytes).affine().elements())
                .containsExactly(-2.0, 0.0, 0.0, 10.0, 0.0, -3.0, 0.0, 20.0, 0.0, 0.0, 4.0, 30.0);

        bytes.sform(2, 0, 5, 0, -1, 6, 0, 0, -2, 0, 0, 7, -3);
        assertThat(grid(bytes).affine().elements())
                .containsExactly(0.0, 5.0, 0.0, -1.0, 6.0, 0.0, 0.0, -2.0, 0.0, 0.0, 7.0, -3.0);
    }

    @Test
    void aNegativeQuotientMirrorsTheThirdAxis() {
        NiftiBytes bytes = NiftiBytes.littleEndian().sizes(-1, 2, 3, 4).qform(1, 0, 0, 0, 0, 0, 0);

        assertThat(grid(bytes).affine().elements())
                .containsExactly(2.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0, -4.0, 0.0);
    }

    /** A quarter turn about z takes x to y: i -> +y, j -> -x. */
    @Test
    void aRotationTurnsTheAxes() {
        float half = (float) Math.sqrt(0.5);
        Affine affine = grid(NiftiBytes.littleEndian().sizes(1, 2, 3, 4).qform(1, 0, 0, half, 0, 0, 0))
                .affine();

        assertThat(affine.at(1, 0)).isCloseTo(2, within(CLOSE));
        assertThat(affine.at(0, 1)).isCloseTo(-3, within(CLOSE));
        assertThat(affine.at(2, 2)).isCloseTo(4, within(CLOSE));
        assertThat(affine.at(0, 0)).isCloseTo(0, within(CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1000", "2,1", "3,0.001", "10,1", "11,0.001"})
    void positionsAreInMillimetresWhateverTheUnits(int units, double factor) {
        NiftiBytes bytes = NiftiBytes.littleEndian().sizes(1, 2, 3, 4).header(header -> header.put(123, (byte) units));

        assertThat(grid(bytes).spacing(1)).isCloseTo(3 * factor, within(CLOSE));
    }

    @Test
    void aSliceNeedsNoThickness() {
        NiftiBytes bytes = NiftiBytes.littleEndian().dimensions(2, 6, 2).sizes(1, 2, 3, 0);

        assertThat(grid(bytes).spacing(2)).isEqualTo(1);
    }

    @Test
    void masksAreWholeNumbersHoweverTheyAreStored() {
        Path file = NiftiBytes.littleEndian()
                .dimensions(3, 3, 1, 1)
                .type(64)
                .voxels(24, voxels -> voxels.putDouble(0).putDouble(65535).putDouble(12))
                .in(folder);

        Mask mask = NiftiFile.readMask(file);

        assertThat(List.of(mask.label(0), mask.label(1), mask.label(2))).containsExactly(0, 65535, 12);
    }

    private Grid grid(NiftiBytes bytes) {
        return NiftiFile.grid(bytes.in(folder));
    }
}
