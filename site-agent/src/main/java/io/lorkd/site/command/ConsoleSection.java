package io.lorkd.site.command;

import io.lorkd.protocol.config.Key;

/** Where the hospital sees its own agent. */
public record ConsoleSection(
        @Key(
                value =
                        "The console's port on this machine's loopback, which is the only place where it listens; 0 takes"
                                + " any that is free.",
                defaultValue = "8090",
                min = 0,
                max = 65535)
        int port) {}
