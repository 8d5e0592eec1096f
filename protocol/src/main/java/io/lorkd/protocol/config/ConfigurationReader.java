package io.lorkd.protocol.config;

import io.lorkd.protocol.InvalidConfigurationException;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads YAML into a record whose components are annotated with {@link Key}, and writes and documents the same. Whatever is
 * not documented is refused: unknown and duplicate keys, other types, values out of range, and what the record's own
 * constructor refuses by {@link IllegalArgumentException} or {@link InvalidConfigurationException}. The message names the
 * file, the line, the dotted key, what was found and what is allowed.
 */
public final class ConfigurationReader {
    private static final long MAX_BYTES = 1 << 20;

    private ConfigurationReader() {}

    /**
     * Reads a file.
     *
     * @throws InvalidConfigurationException if it is not there, cannot be read, is empty, or holds what is not allowed
     */
    public static <T extends Record> T read(Path file, Class<T> type) {
        return parse(text(file), file.toString(), type);
    }

    /**
     * Reads a text.
     *
     * @param source what the text is, for messages: a file's name
     * @throws InvalidConfigurationException if it is empty or holds what is not allowed
     */
    public static <T extends Record> T parse(String yaml, String source, Class<T> type) {
        YamlNode root = YamlTree.parse(yaml, source);
        if (root instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Scalar.Kind.NOTHING) {
            throw Place.of(source).problem("the file is empty; it needs at least one of the keys " + keys(type));
        }
        return type.cast(Section.of(type).read(root, Place.of(source).at(root)));
    }

    /**
     * The record with every default.
     *
     * @throws InvalidConfigurationException if a key has none
     */
    public static <T extends Record> T defaults(Class<T> type) {
        return type.cast(Section.of(type).read(new YamlNode.Mapping(Map.of(), 0), Place.of("")));
    }

    /**
     * Checks the ranges of a record that was not read.
     *
     * @param key the dotted key that the record stands under, for messages
     * @throws InvalidConfigurationException if a component is out of range
     */
    public static void check(String key, Record section) {
        Section.of(section.getClass()).check(section, new Place("", key, 0));
    }

    /** The record in YAML, with every key. {@link #parse} reads it back as an equal record. */
    public static String write(Record configuration) {
        List<String> lines = Section.of(configuration.getClass()).write(configuration);
        StringBuilder yaml = new StringBuilder();
        lines.stream().skip(1).forEach(line -> yaml.append(line.substring(2)).append('\n'));
        return yaml.toString();
    }

    /** A table of the keys in Markdown: default, unit, what is allowed, what it sets. */
    public static String describe(Class<? extends Record> type) {
        StringBuilder table =
                new StringBuilder("| Key | Default | Unit | Allowed | What it sets |\n|---|---|---|---|---|\n");
        for (Section.Row row : Section.of(type).rows("")) {
            table.append("| `%s` | %s | %s | %s | %s |\n"
                    .formatted(row.key(), row.defaultValue(), row.unit(), row.allowed(), row.description()));
        }
        return table.toString();
    }

    /** An enum's constant as it is written in a file: in lower case, with dashes. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String keys(Class<? extends Record> type) {
        return String.join(
                ", ", Section.of(type).rows("").stream().map(Section.Row::key).toList());
    }

    private static String text(Path file) {
        Place place = Place.of(file.toString());
        try {
            if (Files.isDirectory(file)) {
                throw place.problem("this is a folder; give a YAML file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw place.problem(
                        "found " + Files.size(file) + " bytes; allowed is a YAML file of at most " + MAX_BYTES);
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw place.problem("there is no such file");
        } catch (CharacterCodingException e) {
            throw place.problem("this is not text in UTF-8");
        } catch (IOException e) {
            throw new InvalidConfigurationException(file + ": the file cannot be read: " + e.getMessage(), e);
        }
    }
}
