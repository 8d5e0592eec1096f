package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.link.MessageHeader;
import io.lorkd.protocol.link.gateway.Frame.Failure;
import io.lorkd.protocol.link.gateway.Frame.Reply;
import io.lorkd.protocol.link.gateway.Frame.Request;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyFailure;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Frames as bytes, numbers big-endian; each is one binary WebSocket frame:
 *
 * <pre>
 * request   1  id:8  patience in ms:4  address  headers  body
 * reply     2  id:8  headers  body
 * failure   3  id:8  kind:1  code:4  reason length:2  reason in UTF-8
 *
 * address   length:1  ASCII
 * headers   count:1, each  number:1  length:1  ASCII, in rising order of their numbers
 * body      0 (none), or 1 (UTF-8 text) or 2 (bytes), length:4, as many bytes; nothing comes after it
 * </pre>
 *
 * <p>Reading takes nothing that writing would not have written.
 */
final class FrameCodec {
    /** The longest body: a chunk, or a message of control. */
    static final int MAX_BODY_BYTES = 256 * 1024;

    /** The longest frame. */
    static final int MAX_FRAME_BYTES = MAX_BODY_BYTES + 4 * 1024;

    private static final int MAX_REASON_BYTES = 1024;
    private static final int MAX_SHORT_BYTES = 255;
    private static final int HEAD_BYTES = 64;
    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;
    private static final byte FAILURE = 3;
    private static final byte NO_BODY = 0;
    private static final byte TEXT = 1;
    private static final byte BYTES = 2;
    private static final MessageHeader[] HEADERS = MessageHeader.values();

    private FrameCodec() {}

    /** @throws IllegalArgumentException if the frame does not fit the limits */
    static Buffer encode(Frame frame) {
        if (frame instanceof Request request) {
            Buffer bytes = begin(REQUEST, frame, request.content()).appendInt(request.patienceMillis());
            appendShort(bytes, "an address", request.address());
            return append(bytes, request.content());
        }
        if (frame instanceof Reply reply) {
            return append(begin(REPLY, frame, reply.content()), reply.content());
        }
        Failure failure = (Failure) frame;
        byte[] reason = shortened(failure.reason());
        return Buffer.buffer(HEAD_BYTES + reason.length)
                .appendByte(FAILURE)
                .appendLong(failure.id())
                .appendByte((byte) failure.failure().toInt())
                .appendInt(failure.code())
                .appendShort((short) reason.length)
                .appendBytes(reason);
    }

    private static Buffer begin(byte type, Frame frame, Content content) {
        int body = content.body() instanceof Buffer bytes ? bytes.length() : 0;
        return Buffer.buffer(4 * HEAD_BYTES + body).appendByte(type).appendLong(frame.id());
    }

    private static Buffer append(Buffer bytes, Content content) {
        bytes.appendByte((byte) content.headers().size());
        content.headers().forEach((header, value) -> {
            bytes.appendByte((byte) header.ordinal());
            appendShort(bytes, "a header " + header.key(), value);
        });
        if (content.body() == null) {
            return bytes.appendByte(NO_BODY);
        }
        if (content.body() instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            checkBody(utf8.length);
            return bytes.appendByte(TEXT).appendInt(utf8.length).appendBytes(utf8);
        }
        Buffer body = (Buffer) content.body();
        checkBody(body.length());
        return bytes.appendByte(BYTES).appendInt(body.length()).appendBuffer(body);
    }

    private static void checkBody(int length) {
        if (length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "a body of " + length + " bytes; the gateway link carries at most " + MAX_BODY_BYTES);
        }
    }

    private static void appendShort(Buffer bytes, String what, String text) {
        if (text.length() > MAX_SHORT_BYTES || !text.chars().allMatch(FrameCodec::isPlain)) {
            throw new IllegalArgumentException(
                    what + " that is not printed ASCII of at most " + MAX_SHORT_BYTES + " characters");
        }
        bytes.appendByte((byte) text.length()).appendBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether a character is ASCII, printed, and no blank. */
    static boolean isPlain(int character) {
        return character > ' ' && character < 0x7f;
    }

    private static byte[] shortened(String reason) {
        String text = String.valueOf(reason);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        while (utf8.length > MAX_REASON_BYTES) {
            text = text.substring(0, text.length() * MAX_REASON_BYTES / utf8.length);
            utf8 = text.getBytes(StandardCharsets.UTF_8);
        }
        return utf8;
    }

    /** @throws MalformedFrameException if the bytes are no frame */
    static Frame decode(Buffer bytes) {
        FrameReader reader = new FrameReader(bytes);
        byte type = reader.oneByte("the type of a frame");
        long id = reader.eightBytes("the id");
        reader.require(id > 0, "id", id, "a number above 0");
        Frame frame =
                switch (type) {
                    case REQUEST -> request(reader, id);
                    case REPLY -> new Reply(id, content(reader));
                    case FAILURE -> failure(reader, id);
                    default -> throw reader.problem("type", type, "1, 2 or 3");
                };
        reader.end();
        return frame;
    }

    private static Request request(FrameReader reader, long id) {
        int patience = reader.fourBytes("the patience");
        reader.require(patience > 0, "patience", patience, "a number above 0");
        String address = reader.ascii(reader.oneByte("an address") & 0xff, "an address");
        return new Request(id, patience, address, content(reader));
    }

    private static Failure failure(FrameReader reader, long id) {
        byte kind = reader.oneByte("a kind of failure");
        ReplyFailure failure = failure(reader, kind);
        int code = reader.fourBytes("a failure's code");
        int length = reader.twoBytes("a reason") & 0xffff;
        reader.require(length <= MAX_REASON_BYTES, "length of a reason", length, "at most " + MAX_REASON_BYTES);
        return new Failure(id, failure, code, reader.utf8(length, "a reason"));
    }

    private static ReplyFailure failure(FrameReader reader, byte kind) {
        for (ReplyFailure failure : ReplyFailure.values()) {
            if (failure.toInt() == kind) {
                return failure;
            }
        }
        throw reader.problem("kind of failure", kind, "one of the event bus's");
    }

    private static Content content(FrameReader reader) {
        Map<MessageHeader, String> headers = headers(reader);
        byte kind = reader.oneByte("a body");
        if (kind == NO_BODY) {
            return new Content(headers, null);
        }
        reader.require(kind == TEXT || kind == BYTES, "kind of body", kind, "0, 1 or 2");
        int length = reader.fourBytes("a body's length");
        reader.require(
                length >= 0 && length <= MAX_BODY_BYTES, "length of a body", length, "at most " + MAX_BODY_BYTES);
        return new Content(headers, kind == TEXT ? reader.utf8(length, "a body") : reader.bytes(length, "a body"));
    }

    private static Map<MessageHeader, String> headers(FrameReader reader) {
        int count = reader.oneByte("headers") & 0xff;
        reader.require(count <= HEADERS.length, "number of headers", count, "at most " + HEADERS.length);
        Map<MessageHeader, String> headers = new EnumMap<>(MessageHeader.class);
        int last = -1;
        for (int i = 0; i < count; i++) {
            int number = reader.oneByte("a header") & 0xff;
            boolean travels = number < HEADERS.length && HEADERS[number] != MessageHeader.PATIENCE;
            reader.require(travels && number > last, "header", number, "a known one, in rising order");
            last = number;
            headers.put(HEADERS[number], reader.ascii(reader.oneByte("a header") & 0xff, "a header"));
        }
        return headers;
    }
}
