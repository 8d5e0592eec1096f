package io.lorkd.protocol.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.lorkd.protocol.config.YamlNode.Scalar.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the YAML that configuration needs: one document of mappings, lists and scalars. Duplicate keys and
 * aliases are refused, so what is read is what a person sees.
 */
final class YamlTree {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();
    private static final int MAX_DEPTH = 20;

    private final YAMLParser parser;
    private final Place file;

    private YamlTree(YAMLParser parser, Place file) {
        this.parser = parser;
        this.file = file;
    }

    /** The document's root, which is empty where the text holds nothing but comments. */
    static YamlNode parse(String yaml, String source) {
        Place file = Place.of(source);
        try (YAMLParser parser = YAML.createParser(yaml)) {
            YamlTree tree = new YamlTree(parser, file);
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new YamlNode.Scalar(Kind.NOTHING, "", 1);
            }
            YamlNode root = tree.node(first, file, 0);
            if (parser.nextToken() != null) {
                throw tree.here(file).problem("found a second document; allowed is one");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new Place(source, "", line).problem("this is not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException("a parser of text does not read files", e);
        }
    }

    private YamlNode node(JsonToken token, Place place, int depth) throws IOException {
        int line = line();
        if (parser.isCurrentAlias()) {
            throw here(place).problem("found an alias; write the value out");
        }
        if (depth > MAX_DEPTH) {
            throw here(place).problem("sections are nested more than " + MAX_DEPTH + " deep");
        }
        return switch (token) {
            case START_OBJECT -> mapping(place, line, depth);
            case START_ARRAY -> sequence(place, line, depth);
            case VALUE_NUMBER_INT -> new YamlNode.Scalar(Kind.WHOLE_NUMBER, parser.getText(), line);
            case VALUE_NUMBER_FLOAT -> new YamlNode.Scalar(Kind.DECIMAL_NUMBER, parser.getText(), line);
            case VALUE_TRUE, VALUE_FALSE -> new YamlNode.Scalar(Kind.BOOLEAN, parser.getText(), line);
            case VALUE_NULL -> new YamlNode.Scalar(Kind.NOTHING, "", line);
            default ->
                new YamlNode.Scalar(parser.getText().isEmpty() ? Kind.NOTHING : Kind.TEXT, parser.getText(), line);
        };
    }

    private YamlNode mapping(Place place, int line, int depth) throws IOException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place child = here(place.child(key));
            YamlNode previous = entries.get(key);
            if (previous != null) {
                throw child.problem("the key is given twice, first at line " + previous.line());
            }
            entries.put(key, node(parser.nextToken(), child, depth + 1));
        }
        return new YamlNode.Mapping(entries, line);
    }

    private YamlNode sequence(Place place, int line, int depth) throws IOException {
        List<YamlNode> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(node(token, place.element(elements.size()), depth + 1));
        }
        return new YamlNode.Sequence(elements, line);
    }

    private Place here(Place place) {
        return new Place(file.source(), place.key(), line());
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
