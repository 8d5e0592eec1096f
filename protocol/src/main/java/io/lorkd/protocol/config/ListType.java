package io.lorkd.protocol.config;

import java.util.ArrayList;
import java.util.List;

/** A list of values of one type. */
record ListType(ValueType element) implements ValueType {

    @Override
    public Object read(YamlNode node, Place place) {
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw place.problem(node.found(), allowed());
        }
        List<Object> values = new ArrayList<>();
        for (YamlNode child : sequence.elements()) {
            values.add(element.read(child, place.element(values.size()).at(child)));
        }
        return List.copyOf(values);
    }

    @Override
    public void check(Object value, Place place) {
        List<?> values = (List<?>) value;
        for (int i = 0; i < values.size(); i++) {
            element.check(values.get(i), place.element(i));
        }
    }

    @Override
    public String allowed() {
        return "a list, each element " + element.allowed();
    }

    @Override
    public List<String> write(Object value) {
        List<?> values = (List<?>) value;
        if (values.isEmpty()) {
            return List.of("[]");
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Object each : values) {
            List<String> written = new ArrayList<>(element.write(each));
            written.removeIf(String::isEmpty);
            lines.add("  - " + written.get(0).strip());
            written.stream().skip(1).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    @Override
    public List<Section.Row> rows(String prefix) {
        return element.rows(prefix + "[]");
    }
}
