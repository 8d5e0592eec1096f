package io.lorkd.protocol.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Finds the {@link ValueType} of a record component. */
final class ValueTypes {
    private ValueTypes() {}

    /**
     * @param name the component, for the message
     * @throws IllegalArgumentException if there is none for it, or if a key that is no section is not documented
     */
    static ValueType of(Type type, Optional<Key> key, String name) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return Section.of(plain.asSubclass(Record.class));
        }
        Key documented = key.orElseThrow(
                () -> new IllegalArgumentException(name + " has no @" + Key.class.getSimpleName() + " annotation"));
        if (type instanceof ParameterizedType generic) {
            ValueType inner = of(generic.getActualTypeArguments()[0], key, name);
            if (generic.getRawType() == Optional.class) {
                return OptionalType.ofReference(inner);
            }
            if (generic.getRawType() == List.class) {
                return new ListType(inner);
            }
        }
        if (type instanceof Class<?> plain) {
            return plain(plain, documented, name);
        }
        throw new IllegalArgumentException(name + " has a type that no key can have: " + type);
    }

    private static ValueType plain(Class<?> type, Key key, String name) {
        if (type == int.class || type == Integer.class) {
            return ScalarType.WholeNumber.of(false, key);
        }
        if (type == long.class || type == Long.class) {
            return ScalarType.WholeNumber.of(true, key);
        }
        if (type == double.class || type == Double.class) {
            return new ScalarType.DecimalNumber(key.min(), key.max());
        }
        if (type == boolean.class || type == Boolean.class) {
            return new ScalarType.Flag();
        }
        if (type == String.class) {
            return new ScalarType.Text(List.of(key.allowed()));
        }
        if (type == Duration.class) {
            return ScalarType.Time.of(key);
        }
        if (type == Path.class) {
            return new ScalarType.FilePath();
        }
        if (type.isEnum()) {
            return ScalarType.Choice.of(type);
        }
        if (type == OptionalInt.class) {
            return OptionalType.ofInt(ScalarType.WholeNumber.of(false, key));
        }
        if (type == OptionalLong.class) {
            return OptionalType.ofLong(ScalarType.WholeNumber.of(true, key));
        }
        if (type == OptionalDouble.class) {
            return OptionalType.ofDouble(new ScalarType.DecimalNumber(key.min(), key.max()));
        }
        throw new IllegalArgumentException(name + " has a type that no key can have: " + type.getName());
    }
}
