package io.lorkd.protocol.config;

import io.lorkd.protocol.InvalidConfigurationException;

/**
 * Where a value stands, for messages.
 *
 * @param source the file, or what else the text came from; empty for a value that was not read
 * @param key dotted; empty for the whole
 * @param line counted from 1; 0 where it has none
 */
record Place(String source, String key, int line) {

    static Place of(String source) {
        return new Place(source, "", 0);
    }

    Place child(String name) {
        return new Place(source, key.isEmpty() ? name : key + "." + name, line);
    }

    Place element(int index) {
        return new Place(source, key + "[" + index + "]", line);
    }

    Place at(YamlNode node) {
        return new Place(source, key, node.line());
    }

    InvalidConfigurationException problem(String found, String allowed) {
        return problem("found " + found + "; allowed is " + allowed);
    }

    InvalidConfigurationException problem(String what) {
        return new InvalidConfigurationException(prefix() + what);
    }

    private String prefix() {
        String where = line > 0 && !source.isEmpty() ? source + ":" + line : source;
        return (where.isEmpty() ? "" : where + ": ") + (key.isEmpty() ? "" : key + ": ");
    }
}
