package io.lorkd.protocol.message;

import io.lorkd.protocol.Fuzz;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import static org.assertj.core.api.Assertions.assertThat;

class MessageFuzzTest {
    private static final List<String> MESSAGES =
            MessageExamples.all().stream().map(MessageCodec::encode).toList();
    private static final List<Function<String, ControlMessage>> DECODERS =
            List.of(MessageCodec::toCoordinator, MessageCodec::toSite, MessageCodec::answer);
    private static final List<String> EXTREMES = List.of(
            "1e999",
            "-1",
            "9".repeat(80),
            "null",
            "\"NaN\"",
            "[[[[[[[[[[[[[[[[[[[[[",
            "{}",
            "\"\\ud800\"",
            "true",
            "0.5",
            "\u0000");

    /** Whatever comes is refused by one of two exceptions, or is a message that can be written again. */
    @Test
    void nothingThatComesBreaksTheDecoder() {
        for (int input = 0; input < Fuzz.inputs(); input++) {
            Random random = Fuzz.random(input);
            String original = MESSAGES.get(random.nextInt(MESSAGES.size()));
            String text = input % 3 == 0 ? withExtreme(original, random) : withNoise(original, random);
            decode(DECODERS.get(random.nextInt(DECODERS.size())), text, input);
        }
    }

    private static void decode(Function<String, ControlMessage> decoder, String text, int input) {
        ControlMessage message;
        try {
            message = decoder.apply(text);
        } catch (MalformedMessageException | SchemaException e) {
            return;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("input " + input + ": " + text, e);
        }
        assertThat(decoder.apply(MessageCodec.encode(message)))
                .as("input %d: %s", input, text)
                .isEqualTo(message);
    }

    private static String withNoise(String original, Random random) {
        return new String(Fuzz.mutated(original.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
    }

    /** In place of a value, or anywhere. */
    private static String withExtreme(String original, Random random) {
        int colon = original.indexOf(':', random.nextInt(original.length()));
        int from = colon < 0 ? random.nextInt(original.length()) : colon + 1;
        int comma = original.indexOf(',', from);
        int to = comma < 0 || random.nextInt(4) == 0 ? from : comma;
        return original.substring(0, from) + EXTREMES.get(random.nextInt(EXTREMES.size())) + original.substring(to);
    }
}
