package io.lorkd.protocol.link;

import java.util.List;

/**
 * How a process joins the cluster link.
 *
 * @param clusterName members of another name are not joined
 * @param host the address that the others reach this process at; everything is bound to it
 * @param port where Hazelcast listens; 0 takes a free one. The event bus takes any free port on the same host
 * @param members {@code host:port} of the processes to join; the first to start may be alone, or list itself
 */
public record ClusterOptions(String clusterName, String host, int port, List<String> members) {
    public ClusterOptions {
        members = List.copyOf(members);
    }
}
