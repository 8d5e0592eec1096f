package io.lorkd.protocol.link;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FixedBytesTest {
    private final byte[] bytes = {1, 2, 3, 4, 5};

    @Test
    void theyAreTheBytesThatWereGiven() {
        assertThat(FixedBytes.of(bytes).getBytes()).isEqualTo(bytes);
        assertThat(FixedBytes.part(Buffer.buffer(bytes), 1, 3).getBytes()).containsExactly(2, 3, 4);
        assertThat(FixedBytes.part(Buffer.buffer(bytes), 5, 0).length()).isZero();
        assertThat(FixedBytes.view(FixedBytes.part(Buffer.buffer(bytes), 1, 3)))
                .isEqualTo(ByteBuffer.wrap(bytes, 1, 3));
        assertThat(FixedBytes.view(FixedBytes.of(bytes)).array()).isSameAs(bytes);
        assertThat(FixedBytes.view(Buffer.buffer(bytes))).isEqualTo(ByteBuffer.wrap(bytes));
    }

    /** As the event bus does for whoever receives them. */
    @Test
    void aCopyOfThemIsThemselves() {
        Buffer fixed = FixedBytes.of(bytes);
        assertThat(fixed.copy()).isSameAs(fixed);
    }

    @Test
    void theyCannotBeWrittenTo() {
        assertThatThrownBy(() -> FixedBytes.of(bytes).setByte(0, (byte) 9)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> FixedBytes.of(bytes).appendByte((byte) 9)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theyCanBeAppendedToOthers() {
        assertThat(Buffer.buffer().appendBuffer(FixedBytes.of(bytes)).getBytes())
                .isEqualTo(bytes);
    }
}
