package io.lorkd.protocol.metrics;

import io.lorkd.protocol.config.Key;

/** Where a process shows its metrics, in its configuration file. */
public record MetricsSection(
        @Key(
                value =
                        "The address that it is bound to. Whoever reaches it may read the metrics: keep it on this machine"
                                + " or in a network of machines that are trusted.",
                defaultValue = "127.0.0.1")
        String host,

        @Key(value = "Its port; 0 takes a free one.", defaultValue = "9464", min = 0, max = 65535)
        int port) {}
