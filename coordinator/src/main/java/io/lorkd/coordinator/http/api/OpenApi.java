package io.lorkd.coordinator.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The document that describes every address under {@code /api/v1}; written by hand.
 *
 * @param yaml as it was written
 * @param tree the same, read
 */
record OpenApi(String yaml, JsonNode tree) {

    static OpenApi read() {
        try (InputStream document = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            String yaml = new String(document.readAllBytes(), StandardCharsets.UTF_8);
            return new OpenApi(yaml, new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is part of this program and cannot be read", e);
        }
    }
}
