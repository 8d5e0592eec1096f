package io.lorkd.protocol.config;

import io.lorkd.protocol.config.YamlNode.Scalar;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** A value that may be left out or, where it has a default, be set to {@code none}. */
record OptionalType(
        ValueType inner, Object empty, Function<Object, Object> wrap, Function<Object, Optional<Object>> unwrap)
        implements ValueType {
    private static final String NONE = "none";

    static OptionalType ofReference(ValueType inner) {
        return new OptionalType(
                inner, Optional.empty(), Optional::of, value -> ((Optional<?>) value).map(content -> (Object) content));
    }

    static OptionalType ofInt(ValueType inner) {
        return new OptionalType(
                inner,
                OptionalInt.empty(),
                value -> OptionalInt.of((Integer) value),
                value -> ((OptionalInt) value).isEmpty()
                        ? Optional.empty()
                        : Optional.of(((OptionalInt) value).getAsInt()));
    }

    static OptionalType ofLong(ValueType inner) {
        return new OptionalType(
                inner,
                OptionalLong.empty(),
                value -> OptionalLong.of((Long) value),
                value -> ((OptionalLong) value).isEmpty()
                        ? Optional.empty()
                        : Optional.of(((OptionalLong) value).getAsLong()));
    }

    static OptionalType ofDouble(ValueType inner) {
        return new OptionalType(
                inner,
                OptionalDouble.empty(),
                value -> OptionalDouble.of((Double) value),
                value -> ((OptionalDouble) value).isEmpty()
                        ? Optional.empty()
                        : Optional.of(((OptionalDouble) value).getAsDouble()));
    }

    @Override
    public Object read(YamlNode node, Place place) {
        if (node instanceof Scalar scalar && scalar.text().equals(NONE)) {
            return empty;
        }
        if (node instanceof Scalar && inner instanceof ScalarType scalarType) {
            Object value = scalarType
                    .parse((Scalar) node)
                    .filter(scalarType::allows)
                    .orElseThrow(() -> place.problem(node.found(), allowed()));
            return wrap.apply(value);
        }
        return wrap.apply(inner.read(node, place));
    }

    @Override
    public void check(Object value, Place place) {
        unwrap.apply(value).ifPresent(content -> inner.check(content, place));
    }

    @Override
    public String allowed() {
        return inner.allowed() + ", or none";
    }

    @Override
    public List<String> write(Object value) {
        return unwrap.apply(value).map(inner::write).orElse(List.of(NONE));
    }

    @Override
    public List<Section.Row> rows(String prefix) {
        return inner.rows(prefix);
    }
}
