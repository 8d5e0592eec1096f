package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.Fuzz;
import io.lorkd.protocol.link.MessageHeader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameCodecTest {
    private static final Map<MessageHeader, String> HEADERS = Map.of(
            MessageHeader.DIGEST, "0".repeat(64),
            MessageHeader.PEER, "site-a",
            MessageHeader.OFFSET, "262144");
    private static final List<Frame> FRAMES = List.of(
            new Frame.Request(1, 10_000, "lorkd.coordinator", new Content(Map.of(), "{\"a\":\"é\"}")),
            new Frame.Request(Long.MAX_VALUE, 1, "lorkd.blobs.coordinator", new Content(HEADERS, null)),
            new Frame.Reply(7, new Content(Map.of(MessageHeader.CRC32C, "ff"), Buffer.buffer(new byte[] {1, 2, 3}))),
            new Frame.Reply(8, new Content(Map.of(), "")),
            new Frame.Failure(9, ReplyFailure.NO_HANDLERS, -1, "nobody listens there"),
            new Frame.Failure(10, ReplyFailure.RECIPIENT_FAILURE, 403, ""));

    @Test
    void everyFrameIsReadAsItWasWritten() {
        for (Frame frame : FRAMES) {
            assertThat(FrameCodec.decode(FrameCodec.encode(frame))).isEqualTo(frame);
        }
    }

    @Test
    void theLongestBodyFitsAndALongerOneIsRefusedWhereItIsWritten() {
        Buffer longest = Buffer.buffer(new byte[FrameCodec.MAX_BODY_BYTES]);
        Frame frame = new Frame.Reply(1, new Content(HEADERS, longest));
        assertThat(FrameCodec.encode(frame).length()).isLessThanOrEqualTo(FrameCodec.MAX_FRAME_BYTES);
        assertThat(FrameCodec.decode(FrameCodec.encode(frame))).isEqualTo(frame);

        Frame longer = new Frame.Reply(1, new Content(Map.of(), "é".repeat(FrameCodec.MAX_BODY_BYTES / 2 + 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameCodec.encode(longer))
                .withMessageContaining("262146")
                .withMessageContaining("262144");
    }

    @Test
    void aLongReasonIsShortened() {
        Frame written = new Frame.Failure(1, ReplyFailure.TIMEOUT, 0, "é".repeat(5_000));
        Frame.Failure read = (Frame.Failure) FrameCodec.decode(FrameCodec.encode(written));
        assertThat(read.reason()).startsWith("ééé").hasSizeBetween(400, 512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "nothing",
            value = {
                "'' | type",
                "09 0000000000000001 | type: found 9",
                "02 0000000000000000 00 00 | id: found 0",
                "02 ffffffffffffffff 00 00 | id: found -1",
                "02 0000000000000001 00 | a body",
                "02 0000000000000001 00 03 00000000 | kind of body: found 3",
                "02 0000000000000001 00 01 00040001 | length of a body: found 262145",
                "02 0000000000000001 00 01 ffffffff | length of a body: found -1",
                "02 0000000000000001 00 01 00000002 61 | a body of 2 bytes",
                "02 0000000000000001 00 01 00000001 ff | not text in UTF-8",
                "02 0000000000000001 00 00 00 | bytes after the frame: found 1",
                "02 0000000000000001 09 00 | number of headers: found 9",
                "02 0000000000000001 01 07 00 00 | header: found 7",
                "02 0000000000000001 01 06 00 00 | header: found 6",
                "02 0000000000000001 02 01 00 01 00 00 | header: found 1",
                "02 0000000000000001 02 01 00 00 00 00 | header: found 0",
                "02 0000000000000001 01 00 01 80 00 | a header's character: found -128",
                "02 0000000000000001 01 00 01 0a 00 | a header's character: found 10",
                "01 0000000000000001 00000001 01 1b 00 00 | an address's character: found 27",
                "01 0000000000000001 00000000 00 00 00 | patience: found 0",
                "01 0000000000000001 00000001 05 61 00 00 | an address of 5 bytes",
                "03 0000000000000001 09 00000000 0000 | kind of failure: found 9",
                "03 0000000000000001 00 00000000 0401 | length of a reason: found 1025",
                "03 0000000000000001 00 00000000 0001 | a reason of 1 bytes",
            })
    void whatIsNoFrameIsNamed(String hex, String named) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> FrameCodec.decode(Buffer.buffer(bytes)))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining(named);
    }

    /** Whatever comes is refused by one exception, or is a frame that would have been written just so. */
    @Test
    void nothingThatComesBreaksTheReader() {
        for (int input = 0; input < Fuzz.inputs(); input++) {
            Random random = Fuzz.random(input);
            byte[] bytes = input % 4 == 0
                    ? noise(random)
                    : Fuzz.mutated(
                            FrameCodec.encode(FRAMES.get(random.nextInt(FRAMES.size())))
                                    .getBytes(),
                            random);
            Frame frame;
            try {
                frame = FrameCodec.decode(Buffer.buffer(bytes));
            } catch (MalformedFrameException e) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("input " + input, e);
            }
            assertThat(FrameCodec.encode(frame).getBytes())
                    .as("input %d", input)
                    .isEqualTo(bytes);
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        if (bytes.length > 0) {
            bytes[0] = (byte) (1 + random.nextInt(3));
        }
        return bytes;
    }
}
