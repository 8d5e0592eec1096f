package io.lorkd.protocol.config;

import io.lorkd.protocol.InvalidConfigurationException;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A record, whose components are keys. */
final class Section implements ValueType {

    /** One line of the table of keys. */
    record Row(String key, String defaultValue, String unit, String allowed, String description) {}

    private record Entry(RecordComponent component, Optional<Key> key, ValueType type) {
        String name() {
            return component.getName();
        }

        /** The value in YAML where none is given, if there is one. */
        Optional<YamlNode> defaultNode() {
            String text = key.map(Key::defaultValue).orElse("");
            if (!text.isEmpty()) {
                return Optional.of(YamlTree.parse(text, "the default of " + name()));
            }
            if (type instanceof OptionalType) {
                return Optional.of(YamlTree.parse("none", "the default of " + name()));
            }
            return type instanceof Section ? Optional.of(new YamlNode.Mapping(Map.of(), 0)) : Optional.empty();
        }

        String defaultText() {
            String text = key.map(Key::defaultValue).orElse("");
            return !text.isEmpty() ? text : type instanceof OptionalType ? "none" : "must be given";
        }
    }

    private final Class<? extends Record> type;
    private final List<Entry> entries;

    private Section(Class<? extends Record> type, List<Entry> entries) {
        this.type = type;
        this.entries = entries;
    }

    /** @throws IllegalArgumentException if a component that is no section has no {@link Key}, or is of no known type */
    static Section of(Class<? extends Record> type) {
        List<Entry> entries = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Optional<Key> key = Optional.ofNullable(component.getAnnotation(Key.class));
            String name = type.getSimpleName() + "." + component.getName();
            entries.add(new Entry(component, key, ValueTypes.of(component.getGenericType(), key, name)));
        }
        return new Section(type, List.copyOf(entries));
    }

    @Override
    public Object read(YamlNode node, Place place) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw place.problem(node.found(), allowed());
        }
        refuseUnknownKeys(mapping, place);
        Object[] values = new Object[entries.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(entries.get(i), mapping, place);
        }
        return construct(values, place);
    }

    private void refuseUnknownKeys(YamlNode.Mapping mapping, Place place) {
        List<String> known = entries.stream().map(Entry::name).toList();
        mapping.entries().forEach((key, node) -> {
            if (!known.contains(key)) {
                throw place.child(key)
                        .at(node)
                        .problem("there is no such key" + Suggestion.of(key, known) + "; allowed here are "
                                + String.join(", ", known));
            }
        });
    }

    private static Object value(Entry entry, YamlNode.Mapping mapping, Place place) {
        Place child = place.child(entry.name());
        YamlNode given = mapping.entries().get(entry.name());
        if (given != null) {
            return entry.type.read(given, child.at(given));
        }
        YamlNode node = entry.defaultNode()
                .orElseThrow(() -> child.problem("the key is missing; allowed is " + entry.type.allowed()));
        return entry.type.read(node, child);
    }

    /** What the record itself refuses is a problem of the file, too. */
    private Object construct(Object[] values, Place place) {
        try {
            Constructor<? extends Record> constructor =
                    type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidConfigurationException
                    || e.getCause() instanceof IllegalArgumentException) {
                // The message names its own keys, which may stand anywhere below: no line would be right.
                throw new Place(place.source(), place.key(), 0)
                        .problem(e.getCause().getMessage());
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }

    @Override
    public void check(Object value, Place place) {
        for (Entry entry : entries) {
            entry.type.check(component(entry, value), place.child(entry.name()));
        }
    }

    private static Object component(Entry entry, Object owner) {
        try {
            entry.component.getAccessor().setAccessible(true);
            return entry.component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an accessor of a record does not fail", e);
        }
    }

    @Override
    public String allowed() {
        return "a section with the keys "
                + String.join(", ", entries.stream().map(Entry::name).toList());
    }

    @Override
    public List<String> write(Object value) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Entry entry : entries) {
            List<String> written = entry.type.write(component(entry, value));
            lines.add("  " + (entry.name() + ": " + written.get(0)).strip());
            written.stream().skip(1).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    @Override
    public List<Row> rows(String prefix) {
        List<Row> rows = new ArrayList<>();
        for (Entry entry : entries) {
            String key = prefix.isEmpty() ? entry.name() : prefix + "." + entry.name();
            entry.key.ifPresent(documentation -> rows.add(new Row(
                    key, entry.defaultText(), documentation.unit(), shortly(entry.type), documentation.value())));
            rows.addAll(entry.type.rows(key));
        }
        return rows;
    }

    private static String shortly(ValueType type) {
        return type.rows("").isEmpty()
                ? type.allowed()
                : type instanceof OptionalType ? "a section, or none" : "a list";
    }
}
