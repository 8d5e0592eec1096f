package io.lorkd.protocol.link;

import io.lorkd.protocol.certificate.TlsFiles;
import io.lorkd.protocol.config.Key;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
        List<String> members,

        @Key("What members prove to each other who they are by; without it the event bus is neither authenticated nor"
                + " encrypted. Hazelcast's own traffic never is: keep a cluster to a private network.")
        Optional<TlsSection> tls) {

    /** Where Hazelcast listens by habit. */
    private static final int COORDINATOR_PORT = 5701;

    /** Mutual TLS on the event bus. */
    public record TlsSection(
            @Key("The member's certificate, PEM.") Path certificate,

            @Key("The certificate's key, PKCS#8 in PEM.") Path key,

            @Key("The certificate of the federation's authority, PEM.")
            Path trust) {

        private TlsFiles files(Path base) {
            return new TlsFiles(base.resolve(certificate), base.resolve(key), base.resolve(trust));
        }
    }

    /**
     * The options of a coordinator, which the others look for at a port that they know.
     *
     * @param base where relative paths start
     */
    public ClusterOptions coordinatorOptions(Path base) {
        return options(port.orElse(COORDINATOR_PORT), base);
    }

    /**
     * The options of any other member.
     *
     * @param base where relative paths start
     */
    public ClusterOptions memberOptions(Path base) {
        return options(port.orElse(0), base);
    }

    private ClusterOptions options(int at, Path base) {
        ClusterOptions options = new ClusterOptions(name, host, at, members);
        return tls.map(section -> options.withTls(section.files(base))).orElse(options);
    }
}
