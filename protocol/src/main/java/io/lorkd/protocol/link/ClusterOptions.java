package io.lorkd.protocol.link;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.certificate.TlsFiles;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a process joins the cluster link.
 *
 * <p>A process that lists no members, or itself, may be the first; the coordinator is. Any other waits until it reaches the
 * first that it lists, so it can be started before the coordinator is.
 *
 * @param clusterName members of another name are not joined
 * @param host the address that the others reach this process at; everything is bound to it
 * @param port where Hazelcast listens; 0 takes a free one. The event bus takes a free port on the same host
 * @param members {@code host:port} of processes to join
 * @param joinWithin how long to wait for the first of them
 * @param tls what the event bus between members authenticates and encrypts itself with, in both directions; empty for
 *     neither. Hazelcast's own traffic, which says who listens where, has neither in any case
 */
public record ClusterOptions(
        String clusterName, String host, int port, List<String> members, Duration joinWithin, Optional<TlsFiles> tls) {
    private static final Pattern MEMBER = Pattern.compile("[^\\s:/]+:[0-9]{1,5}|\\[[0-9a-fA-F:.]+]:[0-9]{1,5}");
    private static final Duration DEFAULT_JOIN_WITHIN = Duration.ofMinutes(5);
    private static final int LARGEST_PORT = 65_535;

    public ClusterOptions {
        if (clusterName == null || clusterName.isBlank()) {
            throw new InvalidConfigurationException("cluster name: found nothing; allowed is a text that is not blank");
        }
        if (host == null || host.isBlank()) {
            throw new InvalidConfigurationException(
                    "cluster host: found nothing; allowed is a name or address of this machine");
        }
        if (port < 0 || port > LARGEST_PORT) {
            throw new InvalidConfigurationException(
                    "cluster port: found " + port + "; allowed is a port from 1 to " + LARGEST_PORT + ", or 0 for any");
        }
        members = List.copyOf(members);
        Objects.requireNonNull(tls, "tls");
        members.forEach(ClusterOptions::checkMember);
        if (joinWithin.toSeconds() < 1) {
            throw new InvalidConfigurationException(
                    "time to join the cluster within: found " + joinWithin + "; allowed is a second or more");
        }
    }

    /** Options that wait for five minutes, without TLS. */
    public ClusterOptions(String clusterName, String host, int port, List<String> members) {
        this(clusterName, host, port, members, DEFAULT_JOIN_WITHIN, Optional.empty());
    }

    public ClusterOptions withJoinWithin(Duration duration) {
        return new ClusterOptions(clusterName, host, port, members, duration, tls);
    }

    public ClusterOptions withTls(TlsFiles files) {
        return new ClusterOptions(clusterName, host, port, members, joinWithin, Optional.of(files));
    }

    private static void checkMember(String member) {
        if (!MEMBER.matcher(member).matches() || portOf(member) > LARGEST_PORT || portOf(member) == 0) {
            throw new InvalidConfigurationException(
                    "cluster member: found '" + member + "'; allowed is host:port, such as coordinator:5701");
        }
    }

    private static int portOf(String member) {
        return Integer.parseInt(member.substring(member.lastIndexOf(':') + 1));
    }

    boolean mayBeFirst() {
        return members.isEmpty() || members.contains(host + ":" + port);
    }
}
