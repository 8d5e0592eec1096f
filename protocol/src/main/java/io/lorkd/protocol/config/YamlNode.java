package io.lorkd.protocol.config;

import java.util.List;
import java.util.Map;

/** A YAML document's tree, with the line of each node, counted from 1. */
sealed interface YamlNode {

    int line();

    /** The node as a message calls it. */
    String found();

    /** A scalar. The text of a number is as the writer wrote it. */
    record Scalar(Kind kind, String text, int line) implements YamlNode {
        enum Kind {
            TEXT,
            WHOLE_NUMBER,
            DECIMAL_NUMBER,
            BOOLEAN,
            NOTHING
        }

        @Override
        public String found() {
            return switch (kind) {
                case TEXT -> "'" + text + "'";
                case WHOLE_NUMBER, DECIMAL_NUMBER, BOOLEAN -> text;
                case NOTHING -> "nothing";
            };
        }
    }

    /** A mapping, in the order of the file. */
    record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {
        @Override
        public String found() {
            return "a section";
        }
    }

    record Sequence(List<YamlNode> elements, int line) implements YamlNode {
        @Override
        public String found() {
            return "a list";
        }
    }
}
