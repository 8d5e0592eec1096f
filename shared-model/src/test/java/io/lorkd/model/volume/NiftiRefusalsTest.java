package io.lorkd.model.volume;

import io.lorkd.model.InvalidInputException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot be used is refused with the file's name, the reason and what to do. */
class NiftiRefusalsTest {

    @TempDir
    Path folder;

    @Test
    void aFileThatIsNotThere() {
        refuses(folder.resolve("missing.nii.gz"), "there is no file", "missing.nii.gz");
    }

    @Test
    void aFolder() {
        refuses(folder, "is a folder");
    }

    @Test
    void aFileTooShortForAHeader() {
        refuses(bytes(new byte[100]), "has 100 bytes", "348");
    }

    @Test
    void anotherKindOfFile() {
        refuses(bytes(new byte[1000]), "does not begin like a NIfTI-1 file");
    }

    @Test
    void aWrongMagic() {
        refuses(NiftiBytes.littleEndian().header(header -> header.put(345, (byte) '-')), "lacks the mark", "344");
    }

    @Test
    void aPairIsToBeConverted() {
        refuses(
                NiftiBytes.littleEndian()
                        .header(header -> header.put(344, "ni1\0".getBytes(StandardCharsets.ISO_8859_1))),
                "pair (.hdr and .img)",
                "convert");
    }

    @Test
    void aNifti2FileIsToBeConverted() {
        refuses(NiftiBytes.littleEndian().header(header -> header.putInt(0, 540)), "NIfTI-2", "convert");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 128, 1536, 1792, 2048, 2304, -1})
    void coloursComplexNumbersAndUnknownTypes(int code) {
        refuses(NiftiBytes.littleEndian().type(code), "type " + code, "convert");
    }

    @ParameterizedTest
    @CsvSource({
        "0,3,2,2,1,0 dimensions",
        "8,3,2,2,1,8 dimensions",
        "-1,3,2,2,1,-1 dimensions",
        "3,0,2,2,1,0 x 2 x 2",
        "3,-3,2,2,1,-3 x 2 x 2",
        "1,12,1,1,1,a slice or a volume"
    })
    void extentsThatAreNone(int axes, int x, int y, int z, int frames, String found) {
        refuses(NiftiBytes.littleEndian().dimensions(axes, x, y, z, frames), found);
    }

    @Test
    void severalFrames() {
        refuses(NiftiBytes.littleEndian().dimensions(4, 3, 2, 1, 2), "3 x 2 x 1 x 2", "one file for each frame");
        refuses(NiftiBytes.littleEndian().dimensions(5, 3, 2, 1, 1, 2), "3 x 2 x 1 x 1 x 2");
    }

    @Test
    void moreVoxelsThanAnArrayHolds() {
        refuses(NiftiBytes.littleEndian().dimensions(3, 32767, 32767, 32767), "32767 x 32767 x 32767");
    }

    @Test
    void dimensionsThatTheFileCannotHoldAreRefusedBeforeRoomIsMadeForThem() {
        NiftiBytes lying = NiftiBytes.littleEndian().dimensions(3, 30000, 30000, 2);

        refuses(lying, "is cut off or its header is wrong", "3600000352 bytes", "has 376");
        refuses(bytes(NiftiBytes.gzip(lying.bytes())), "is cut off or its header is wrong", "compressed");
    }

    @Test
    void fewerVoxelsThanTheHeaderSays() {
        byte[] whole = NiftiBytes.littleEndian().bytes();
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);

        refuses(bytes(cut), "is cut off");
        refuses(bytes(NiftiBytes.gzip(cut)), "is cut off", "only 10 are there");
    }

    @Test
    void moreVoxelsThanTheHeaderSays() {
        byte[] whole = NiftiBytes.littleEndian().bytes();
        byte[] more = Arrays.copyOf(whole, whole.length + 2);

        refuses(bytes(more), "goes on behind its last voxel");
        refuses(bytes(NiftiBytes.gzip(more)), "goes on behind its last voxel");
    }

    @Test
    void gzipCutOffAnywhere() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        byte[] whole = NiftiBytes.gzip(NiftiBytes.littleEndian()
                .dimensions(3, 100, 100, 1)
                .voxels(noise.length, voxels -> voxels.put(noise))
                .bytes());
        for (int length : new int[] {3, 15, 200, 10_000, whole.length - 9, whole.length - 8, whole.length - 1}) {
            refuses(bytes(Arrays.copyOf(whole, length)), "volume.nii");
        }
    }

    @Test
    void gzipWithGarbageBehindIt() {
        byte[] whole = NiftiBytes.gzip(NiftiBytes.littleEndian().bytes());
        byte[] garbage = Arrays.copyOf(whole, whole.length + 5);
        Arrays.fill(garbage, whole.length, garbage.length, (byte) 'x');

        refuses(bytes(garbage), "cannot be read", "Garbage");
    }

    @Test
    void gzipWithAWrongChecksum() {
        byte[] whole = NiftiBytes.gzip(NiftiBytes.littleEndian().bytes());
        whole[whole.length - 8] ^= 1;

        refuses(bytes(whole), "cannot be read", "CRC");
    }

    @Test
    void voxelsThatAreNotFinite() {
        Path file = NiftiBytes.littleEndian()
                .type(16)
                .voxels(48, voxels -> voxels.putFloat(16, Float.NaN).putFloat(28, Float.NEGATIVE_INFINITY))
                .in(folder);

        refuses(file, "2 of 12 voxels that are not finite", "(1, 1, 0)", "replace them");
    }

    @Test
    void voxelsBeyondFloat32() {
        Path file = NiftiBytes.littleEndian()
                .dimensions(3, 1, 1, 1)
                .type(64)
                .voxels(8, voxels -> voxels.putDouble(1e39))
                .in(folder);

        refuses(file, "1 of 1 voxels that are not finite");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.5, 65536, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
    void labelsThatAreNone(double label) {
        Path file = NiftiBytes.littleEndian()
                .type(64)
                .voxels(96, voxels -> voxels.putDouble(88, label))
                .in(folder);

        refuses(() -> NiftiFile.readMask(file), "is no mask", "(2, 1, 1)", Double.toString(label));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 8, 348, 352.5f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY})
    void voxelsThatBeginNowhere(float offset) {
        refuses(NiftiBytes.littleEndian().header(header -> header.putFloat(108, offset)), "begin at byte " + offset);
    }

    @Test
    void anInterceptThatIsNoNumber() {
        refuses(NiftiBytes.littleEndian().scaling(2, Float.NaN), "adds NaN");
    }

    @Test
    void aMatrixThatPlacesNothing() {
        refuses(NiftiBytes.littleEndian().sform(1), "sform");
        refuses(NiftiBytes.littleEndian().sform(1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0), "sform");
        refuses(NiftiBytes.littleEndian().sform(1, Float.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0), "sform");
        refuses(NiftiBytes.littleEndian().sform(1, 1, 0, 0, Float.NaN, 0, 1, 0, 0, 0, 0, 1, 0), "sform");
    }

    @Test
    void aRotationThatIsNone() {
        refuses(NiftiBytes.littleEndian().qform(1, 1, 1, 0, 0, 0, 0), "qform", "add up to 1");
        refuses(NiftiBytes.littleEndian().qform(1, Float.NaN, 0, 0, 0, 0, 0), "qform");
    }

    @ParameterizedTest
    @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY, 1e-20f, 1e20f})
    void sizesThatAreNone(float size) {
        refuses(NiftiBytes.littleEndian().sizes(1, size, 1, 1), "pixdim");
    }

    private void refuses(NiftiBytes bytes, String... messages) {
        refuses(bytes.in(folder), messages);
    }

    private static void refuses(Path file, String... messages) {
        refuses(() -> NiftiFile.read(file), messages);
    }

    private static void refuses(ThrowingCallable reading, String... messages) {
        assertThatThrownBy(reading).isInstanceOf(InvalidInputException.class).hasMessageContainingAll(messages);
    }

    private Path bytes(byte[] bytes) {
        return NiftiBytes.write(
                folder.resolve("volume.nii"), ByteBuffer.wrap(bytes).array());
    }
}
