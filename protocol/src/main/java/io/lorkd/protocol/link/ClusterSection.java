package io.lorkd.protocol.link;

import io.lorkd.protocol.config.Key;

import java.util.List;
import java.util.OptionalInt;

/** The clustered event bus, as configuration files have it. */
public record ClusterSection(
        @Key(value = "Name of the cluster; members of another are not joined.", defaultValue = "lorkd")
        String name,

        @Key(value = "The address that the others reach this process at.", defaultValue = "127.0.0.1")
        String host,

        @Key(
                value =
                        "Where the cluster listens; 0 takes a free port. Without it: 5701 at a coordinator, else a free one.",
                min = 0,
                max = 65535)
        OptionalInt port,

        @Key(value = "host:port of members to join; none where this is the first.", defaultValue = "[]")
        List<String> members) {

    /** Where Hazelcast listens by habit. */
    private static final int COORDINATOR_PORT = 5701;

    /** The options of a coordinator, which the others look for at a port that they know. */
    public ClusterOptions coordinatorOptions() {
        return new ClusterOptions(name, host, port.orElse(COORDINATOR_PORT), members);
    }

    /** The options of any other member. */
    public ClusterOptions memberOptions() {
        return new ClusterOptions(name, host, port.orElse(0), members);
    }
}
