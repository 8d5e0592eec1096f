package io.lorkd.coordinator.trace;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;

import java.net.URI;

/** Where traces are sent, in the coordinator's configuration file. */
public record TracesSection(
        @Key("The collector's address for OTLP over HTTP, such as http://localhost:4318/v1/traces.")
        String endpoint) {

    public TracesSection {
        if (!isHttp(endpoint)) {
            throw new InvalidConfigurationException("endpoint: found '" + endpoint
                    + "'; expected the http or https URL of a collector, such as http://localhost:4318/v1/traces");
        }
    }

    private static boolean isHttp(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
