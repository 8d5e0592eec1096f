package io.lorkd.protocol.config;

import java.util.List;

/** How the values of a key are read, checked, described and written. */
interface ValueType {

    /**
     * Reads and checks a value.
     *
     * @throws io.lorkd.protocol.InvalidConfigurationException if it is of another type or out of range
     */
    Object read(YamlNode node, Place place);

    /**
     * Checks a value that is of the right type already.
     *
     * @throws io.lorkd.protocol.InvalidConfigurationException if it is out of range
     */
    void check(Object value, Place place);

    /** What is allowed, to follow "allowed is". */
    String allowed();

    /** The lines that say the value in YAML, after {@code key:}; a first line that is empty puts the rest below it. */
    List<String> write(Object value);

    /** Whether this type's own keys are documented one by one. */
    default List<Section.Row> rows(String prefix) {
        return List.of();
    }
}
