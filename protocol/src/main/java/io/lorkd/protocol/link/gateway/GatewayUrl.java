package io.lorkd.protocol.link.gateway;

import io.lorkd.protocol.InvalidConfigurationException;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a gateway is, as it is written: {@code wss://host} or {@code wss://host:port}. */
public record GatewayUrl(String host, int port) {
    private static final int STANDARD_PORT = 443;
    private static final int LARGEST_PORT = 65_535;

    /** @throws InvalidConfigurationException if it is not written so */
    public static GatewayUrl parse(String text) {
        try {
            URI uri = new URI(text);
            boolean bare = uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && (uri.getPath() == null
                            || uri.getPath().isEmpty()
                            || uri.getPath().equals("/"));
            if ("wss".equals(uri.getScheme())
                    && uri.getHost() != null
                    && bare
                    && uri.getPort() != 0
                    && uri.getPort() <= LARGEST_PORT) {
                return new GatewayUrl(
                        uri.getHost().replaceAll("^\\[|]$", ""), uri.getPort() < 0 ? STANDARD_PORT : uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw problem(text);
        }
        throw problem(text);
    }

    private static InvalidConfigurationException problem(String text) {
        return new InvalidConfigurationException("gateway url: found '" + text
                + "'; allowed is wss://host or wss://host:port, such as wss://lorkd.example.org:8443");
    }

    @Override
    public String toString() {
        return "wss://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
