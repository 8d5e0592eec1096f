package io.lorkd.model.tensor;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FlatFileTest {
    private static final TensorInfo SMALL = new TensorInfo("a.weight", Dtype.F32, List.of(3L));
    private static final TensorInfo EMPTY = new TensorInfo("b.weight", Dtype.F32, List.of(0L));
    private static final TensorInfo LARGE = new TensorInfo("c.weight", Dtype.F32, List.of(200_000L));

    private final FlatForm form = FlatForm.of(List.of(SMALL, EMPTY, LARGE));

    @TempDir
    Path folder;

    @Test
    void readsAcrossTensorsAsOneRun() {
        Path file = counting(List.of(SMALL, EMPTY, LARGE), 200_003);
        double[] values = new double[200_001];

        try (FlatFile open = form.open(file)) {
            open.read(2, values, values.length);
        }

        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(i + 2);
        }
        assertThat(form.elements()).isEqualTo(200_003);
        assertThat(form.place(2)).isEqualTo("element 2 of a.weight");
        assertThat(form.place(3)).isEqualTo("element 0 of c.weight");
    }

    @Test
    void readsOnAfterItsHandleWasGivenBack() {
        double[] values = new double[1];

        try (FlatFile open = form.open(counting(List.of(SMALL, EMPTY, LARGE), 200_003))) {
            open.release();
            open.read(7, values, 1);
        }

        assertThat(values).containsExactly(7);
    }

    @Test
    void refusesAFileOfAnotherForm() {
        Path other = counting(List.of(LARGE, SMALL), 200_003);

        assertThatThrownBy(() -> form.open(other))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(other.toString());
        assertThatThrownBy(() -> form.open(folder.resolve("none"))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void refusesAFileThatIsTooShortOrTooLong() throws IOException {
        Path file = counting(List.of(SMALL, EMPTY, LARGE), 200_003);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), channel.size());
            assertThatThrownBy(() -> form.open(file)).isInstanceOf(InvalidInputException.class);
            channel.truncate(20);
            assertThatThrownBy(() -> form.open(file)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void saysWhenAFileBecameShorter() throws IOException {
        Path file = counting(List.of(SMALL, EMPTY, LARGE), 200_003);
        try (FlatFile open = form.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 4);

            assertThatThrownBy(() -> open.read(200_000, new double[3], 3))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("became shorter");
        }
    }

    @Test
    void needsTensorsOfOneType() {
        TensorInfo wide = new TensorInfo("d.weight", Dtype.F64, List.of(1L));

        assertThatIllegalArgumentException().isThrownBy(() -> FlatForm.of(List.of(SMALL, wide)));
        assertThatIllegalArgumentException().isThrownBy(() -> FlatForm.of(List.of()));
    }

    /** Element i of the file is i. */
    private Path counting(List<TensorInfo> tensors, int elements) {
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = i;
        }
        try (TensorFileWriter writer = TensorFileWriter.create(folder.resolve("file"), tensors, Map.of())) {
            writer.write(values, 0, elements);
            return writer.finish();
        }
    }
}
