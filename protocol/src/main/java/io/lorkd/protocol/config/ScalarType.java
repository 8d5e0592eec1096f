package io.lorkd.protocol.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.lorkd.protocol.config.YamlNode.Scalar;
import io.lorkd.protocol.config.YamlNode.Scalar.Kind;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A value that is written in one word. */
sealed interface ScalarType extends ValueType {

    /** The value, if it is of this type. */
    Optional<Object> parse(Scalar scalar);

    /** Whether a value of this type is in range. */
    boolean allows(Object value);

    String text(Object value);

    /** The value as a message calls it. */
    default String found(Object value) {
        return text(value);
    }

    @Override
    default Object read(YamlNode node, Place place) {
        Object value = (node instanceof Scalar scalar ? parse(scalar) : Optional.empty())
                .orElseThrow(() -> place.problem(node.found(), allowed()));
        check(value, place);
        return value;
    }

    @Override
    default void check(Object value, Place place) {
        if (!allows(value)) {
            throw place.problem(found(value), allowed());
        }
    }

    @Override
    default List<String> write(Object value) {
        return List.of(text(value));
    }

    /** A whole number, held as {@code int} or {@code long}. */
    record WholeNumber(boolean isLong, long min, long max) implements ScalarType {
        static WholeNumber of(boolean isLong, Key key) {
            // The cast saturates, so an annotation without a bound allows what the type does.
            return isLong
                    ? new WholeNumber(true, (long) key.min(), (long) key.max())
                    : new WholeNumber(false, (int) key.min(), (int) key.max());
        }

        @Override
        public Optional<Object> parse(Scalar scalar) {
            if (scalar.kind() != Kind.WHOLE_NUMBER) {
                return Optional.empty();
            }
            try {
                long value = Long.parseLong(scalar.text().replace("_", ""));
                return value != (isLong ? value : (int) value)
                        ? Optional.empty()
                        : Optional.of(isLong ? (Object) value : (Object) (int) value);
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean allows(Object value) {
            long number = ((Number) value).longValue();
            return min <= number && number <= max;
        }

        @Override
        public String text(Object value) {
            return value.toString();
        }

        @Override
        public String allowed() {
            return min == Long.MIN_VALUE && max == Long.MAX_VALUE
                    ? "a whole number of 64 bits"
                    : "a whole number from " + min + " to " + max;
        }
    }

    /** A finite number, held as {@code double}. */
    record DecimalNumber(double min, double max) implements ScalarType {
        /** YAML 1.1 takes these for text, since they have no point; people take them for numbers. */
        private static final Pattern EXPONENT = Pattern.compile("[-+]?\\d+(\\.\\d*)?[eE][-+]?\\d+");

        @Override
        public Optional<Object> parse(Scalar scalar) {
            boolean number =
                    switch (scalar.kind()) {
                        case WHOLE_NUMBER, DECIMAL_NUMBER -> true;
                        case TEXT -> EXPONENT.matcher(scalar.text()).matches();
                        case BOOLEAN, NOTHING -> false;
                    };
            try {
                return number ? Optional.of(Double.valueOf(scalar.text().replace("_", ""))) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean allows(Object value) {
            double number = (Double) value;
            return Double.isFinite(number) && min <= number && number <= max;
        }

        @Override
        public String text(Object value) {
            return text((double) (Double) value);
        }

        private static String text(double value) {
            if (!Double.isFinite(value) || value != 0 && (Math.abs(value) < 1e-9 || Math.abs(value) >= 1e15)) {
                return Double.toString(value);
            }
            return value == 0
                    ? "0"
                    : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }

        @Override
        public String allowed() {
            if (Double.isInfinite(min) && Double.isInfinite(max)) {
                return "a finite number";
            }
            return "a number from " + text(min) + " to " + text(max);
        }
    }

    record Flag() implements ScalarType {
        @Override
        public Optional<Object> parse(Scalar scalar) {
            return scalar.kind() == Kind.BOOLEAN ? Optional.of(Boolean.valueOf(scalar.text())) : Optional.empty();
        }

        @Override
        public boolean allows(Object value) {
            return true;
        }

        @Override
        public String text(Object value) {
            return value.toString();
        }

        @Override
        public String allowed() {
            return "true or false";
        }
    }

    /** A text: any that is not blank, or one of a few. */
    record Text(List<String> choices) implements ScalarType {
        @Override
        public Optional<Object> parse(Scalar scalar) {
            return scalar.kind() == Kind.TEXT ? Optional.of(scalar.text()) : Optional.empty();
        }

        @Override
        public boolean allows(Object value) {
            String text = (String) value;
            return choices.isEmpty() ? !text.isBlank() : choices.contains(text);
        }

        @Override
        public String text(Object value) {
            return choices.contains(value) ? (String) value : quoted((String) value);
        }

        @Override
        public String found(Object value) {
            return "'" + value + "'";
        }

        static String quoted(String text) {
            return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
        }

        @Override
        public String allowed() {
            return choices.isEmpty() ? "a text that is not blank" : oneOf(choices);
        }
    }

    record FilePath() implements ScalarType {
        @Override
        public Optional<Object> parse(Scalar scalar) {
            if (scalar.kind() != Kind.TEXT || scalar.text().isBlank()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Path.of(scalar.text()));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        }

        @Override
        public boolean allows(Object value) {
            return true;
        }

        @Override
        public String text(Object value) {
            return Text.quoted(value.toString());
        }

        @Override
        public String allowed() {
            return "the path of a file or folder";
        }
    }

    /** An enum's constants, in lower case with dashes. */
    record Choice(List<?> constants) implements ScalarType {
        static Choice of(Class<?> type) {
            return new Choice(Arrays.asList(type.getEnumConstants()));
        }

        @Override
        public Optional<Object> parse(Scalar scalar) {
            return constants.stream()
                    .filter(constant -> text(constant).equals(scalar.text()))
                    .<Object>map(constant -> constant)
                    .findFirst();
        }

        @Override
        public boolean allows(Object value) {
            return true;
        }

        @Override
        public String text(Object value) {
            return ConfigurationReader.word((Enum<?>) value);
        }

        @Override
        public String allowed() {
            return oneOf(constants.stream().map(this::text).toList());
        }
    }

    /** A length of time; the annotation's bounds are in seconds. */
    record Time(Duration min, Duration max) implements ScalarType {
        static Time of(Key key) {
            return new Time(seconds(Math.max(key.min(), 0)), seconds(key.max()));
        }

        private static Duration seconds(double seconds) {
            return Double.isInfinite(seconds) ? Durations.LONGEST : Duration.ofNanos(Math.round(seconds * 1e9));
        }

        @Override
        public Optional<Object> parse(Scalar scalar) {
            return Durations.parse(scalar.text()).map(duration -> duration);
        }

        @Override
        public boolean allows(Object value) {
            Duration duration = (Duration) value;
            return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
        }

        @Override
        public String text(Object value) {
            return Durations.text((Duration) value);
        }

        @Override
        public String allowed() {
            return "a duration from " + text(min) + " to " + text(max) + ", such as 500ms, 30s, 10m, 2h or PT10M";
        }
    }

    private static String oneOf(List<String> texts) {
        return texts.stream().collect(Collectors.joining(", ", texts.size() > 1 ? "one of " : "", ""));
    }
}
