package io.lorkd.model.data;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResizingTest {

    @Test
    void theSameSizeStaysAsItIs() {
        byte[] pixels = {0, 1, (byte) 200, (byte) 255};

        assertThat(Resizing.toSquare(new RawImage(2, 2, 1, pixels), 2)).containsExactly(pixels);
    }

    @Test
    void shrinkingAveragesWhatIsCovered() {
        byte[] pixels = {10, 20, 100, 102, 30, 40, 104, 106, 1, 1, 7, 7, 1, 1, 7, 7};

        assertThat(Resizing.toSquare(new RawImage(4, 4, 1, pixels), 2)).containsExactly(25, 103, 1, 7);
    }

    @Test
    void shrinkingSharesThePixelsThatAreCutThrough() {
        byte[] pixels = {0, 30, 60, 0, 30, 60, 0, 30, 60};

        // Each output covers one and a half inputs: (0 + 30 / 2) / 1.5 and (30 / 2 + 60) / 1.5.
        assertThat(Resizing.toSquare(new RawImage(3, 3, 1, pixels), 2)).containsExactly(10, 50, 10, 50);
    }

    @Test
    void growingInterpolatesBetweenNeighbours() {
        byte[] pixels = {0, 100, 0, 100};

        assertThat(Resizing.toSquare(new RawImage(2, 2, 1, pixels), 4)).startsWith(0, 25, 75, 100);
    }

    @Test
    void eachAxisIsResizedOnItsOwn() {
        byte[] pixels = {0, 100, 50, 50, 50, 50, 50, 50};

        assertThat(Resizing.toSquare(new RawImage(1, 8, 1, pixels), 2)).containsExactly(50, 50, 50, 50);
    }

    @Test
    void coloursComeOutAsChannels() {
        byte[] pixels = {1, 2, 3, 1, 2, 3};

        assertThat(Resizing.toSquare(new RawImage(2, 1, 3, pixels), 1)).containsExactly(1, 2, 3);
    }
}
