package io.lorkd.protocol.message;

import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MessageCodecTest {
    private static final String ENDED = "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\"}";

    static List<ControlMessage> examples() {
        return MessageExamples.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyMessageSurvivesTheTrip(ControlMessage message) {
        String json = MessageCodec.encode(message);

        assertThat(json)
                .startsWith("{\"schema\":2,\"type\":\"" + message.getClass().getSimpleName() + "\"");
        assertThat(decode(message, json)).isEqualTo(message);
    }

    @Test
    void noKindOfMessageIsForgotten() {
        Set<Class<?>> permitted = Arrays.stream(ControlMessage.class.getPermittedSubclasses())
                .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
                .collect(Collectors.toSet());
        Set<Class<?>> work = Set.of(Work.class.getPermittedSubclasses());
        Set<Class<?>> scores = Set.of(Scores.class.getPermittedSubclasses());

        assertThat(examples().stream().<Class<?>>map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(permitted);
        assertThat(examples().stream()
                        .filter(ToSite.RoundOffer.class::isInstance)
                        .<Class<?>>map(
                                offer -> ((ToSite.RoundOffer) offer).work().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(work);
        assertThat(examples().stream()
                        .filter(ToCoordinator.SiteReport.class::isInstance)
                        .flatMap(report -> ((ToCoordinator.SiteReport) report).regions().stream())
                        .<Class<?>>map(region -> region.scores().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(scores);
    }

    @Test
    void scoresOutsideTheirRangeAreMalformed() {
        String json = MessageCodec.encode(new ToCoordinator.SiteReport(
                "site-a",
                "run-1",
                List.of(new ToCoordinator.RegionResult(
                        "brain",
                        9,
                        3,
                        4,
                        new Scores.Segmentation(0.75, 0.5, Map.of("left", new Scores.Overlap(0.75, 0.5)))))));

        assertThat(json)
                .contains("\"scores\":{\"type\":\"Segmentation\",\"dsc\":0.75,\"nsd\":0.5,"
                        + "\"classes\":{\"left\":{\"dsc\":0.75,\"nsd\":0.5}}}");
        for (String bad : List.of("1.01", "-0.5", "null", "\"0.5\"")) {
            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> MessageCodec.toCoordinator(json.replace("\"nsd\":0.5", "\"nsd\":" + bad)));
        }
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.toCoordinator(json.replace("\"Segmentation\"", "\"Classification\"")));
    }

    @Test
    void theFormIsTheDocumentedOne() {
        assertThat(MessageCodec.encode(new ToSite.RunEnded("run-1", "why"))).isEqualTo(ENDED);
        assertThat(MessageCodec.toSite(ENDED)).isEqualTo(new ToSite.RunEnded("run-1", "why"));
        assertThat(MessageCodec.encode(new Answer.Wait(Duration.ofSeconds(90), "x")))
                .isEqualTo("{\"schema\":2,\"type\":\"Wait\",\"retryAfter\":\"PT1M30S\",\"reason\":\"x\"}");
    }

    @Test
    void anotherSchemaIsToldFromAMalformedMessage() {
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> MessageCodec.toSite("{\"schema\":3,\"type\":\"FromTheFuture\",\"new\":[1]}"))
                .withMessage("the message has schema 3, this side speaks schema 2: "
                        + "install the same version of Lorkd at coordinator and sites");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "null",
                "[]",
                "{}",
                "{\"schema\":2}",
                "{\"schema\":\"2\",\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\"}",
                "{\"schema\":2.0,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\"}",
                "{\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\"}",
                "{\"schema\":2,\"type\":\"Nothing\",\"run\":\"run-1\",\"reason\":\"why\"}",
                "{\"schema\":2,\"type\":\"Accepted\"}",
                "{\"schema\":2,\"type\":\"Enrol\",\"site\":\"a\",\"instance\":\"i\",\"regions\":[],\"device\":\"cpu\"}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\"}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":null}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":7}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"../etc\",\"reason\":\"why\"}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\",\"more\":1}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"run\":\"run-1\",\"reason\":\"why\"}",
                "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\"} {}",
                "{\"schema\":2,\"type\":\"Measure\",\"run\":\"run-1\",\"measurement\":0,\"backbone\":\"0\"}",
                "{\"schema\":2,\"type\":\"RunFinished\",\"run\":\"run-1\",\"backbone\":\"ABC\",\"ranks\":{}}"
            })
    void whatIsNoMessageIsMalformed(String json) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> MessageCodec.toSite(json));
    }

    @Test
    void numbersOfAnotherTypeAreMalformed() {
        String json = MessageCodec.encode(MessageExamples.all().get(2));
        for (String step : List.of("0.5", "\"0\"", "true", "null", "99999999999999999999", "-1")) {
            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> MessageCodec.toCoordinator(json.replace("\"step\":0", "\"step\":" + step)));
        }
    }

    @Test
    void aPlanThatBreaksARuleIsMalformed() {
        String json = MessageCodec.encode(new Answer.Enrolled("run-1", PlanReader.defaults(), Duration.ofSeconds(1)));

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.answer(json.replace("\"batchSize\":64", "\"batchSize\":0")))
                .withMessageContaining("training.batchSize");
    }

    /** They would reach logs, pages and databases. */
    @Test
    void aNameWithControlCharactersIsMalformed() {
        String json = MessageCodec.encode(new ToCoordinator.Enrol(
                "a", "instance", List.of(new ToCoordinator.Region("brain", List.of("healthy", "ill"), 10)), "cpu"));
        for (String bad : List.of("\\u0000", "\\n", "\\u001b[2J", "\\ud83d")) {
            assertThatExceptionOfType(MalformedMessageException.class)
                    .isThrownBy(() -> MessageCodec.toCoordinator(json.replace("brain", "brain" + bad)))
                    .withMessageContaining("control character");
        }
    }

    @Test
    void whatIsWrongIsSaidShortlyHoweverLongItIs() {
        String name = "\\u0001".repeat(40_000);
        String json = "{\"schema\":2,\"type\":\"RunEnded\",\"run\":\"run-1\",\"reason\":\"why\",\"" + name + "\":1}";
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.toSite(json))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
    }

    @Test
    void aMessageThatIsTooLongIsMalformed() {
        String tooLong = "x".repeat(MessageCodec.MAX_LENGTH);

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.toSite(ENDED.replace("why", tooLong)))
                .withMessageContaining("allowed are 262144");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(new ToSite.RunEnded("run-1", tooLong)));
    }

    @Test
    void deepNestingIsMalformed() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> MessageCodec.answer("{\"schema\":2,\"a\":" + "[".repeat(100_000)));
    }

    @Test
    void damagedMessagesThrowTheTwoDocumentedExceptionsOnly() {
        Random random = new Random(20_26);
        List<String> messages = examples().stream().map(MessageCodec::encode).toList();
        List<Function<String, ?>> decoders =
                List.of(MessageCodec::toCoordinator, MessageCodec::toSite, MessageCodec::answer);
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            String damaged = damage(messages.get(random.nextInt(messages.size())), random);
            for (Function<String, ?> decoder : decoders) {
                try {
                    assertThat(decoder.apply(damaged)).isNotNull();
                } catch (SchemaException | MalformedMessageException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(60_000);
    }

    private static String damage(String json, Random random) {
        StringBuilder text = new StringBuilder(json);
        String tokens = "{}[],:\"\\0123456789-.eE truefalsn\u0000\ud800é";
        for (int edits = 1 + random.nextInt(3); edits > 0 && !text.isEmpty(); edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, tokens.charAt(random.nextInt(tokens.length())));
                case 2 -> text.insert(at, tokens.charAt(random.nextInt(tokens.length())));
                case 3 -> text.setLength(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
            }
        }
        return text.toString();
    }

    private static Object decode(ControlMessage message, String json) {
        if (message instanceof ToCoordinator) {
            return MessageCodec.toCoordinator(json);
        }
        return message instanceof ToSite ? MessageCodec.toSite(json) : MessageCodec.answer(json);
    }
}
