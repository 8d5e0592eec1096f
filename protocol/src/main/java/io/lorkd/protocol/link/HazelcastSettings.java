package io.lorkd.protocol.link;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;

/** Hazelcast as the cluster link uses it. */
final class HazelcastSettings {
    /** A member that is silent for so long is dead. Hazelcast's own default is a minute. */
    private static final int SILENCE_SECONDS = 10;

    /** Generous: a coordinator that starts on a busy machine takes seconds to answer. */
    private static final int CONNECT_SECONDS = 10;

    /** The property that says how long one attempt to join may take. */
    static final String JOIN_SECONDS = "hazelcast.max.join.seconds";

    private static final String SECONDS_BETWEEN_SEARCHES = "2";

    private HazelcastSettings() {}

    /**
     * @param address the host's address in figures, which is what Hazelcast compares interfaces by
     */
    static Config of(ClusterOptions options, String address) {
        Config config = new Config().setClusterName(options.clusterName());
        config.setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", Integer.toString(SILENCE_SECONDS))
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty(JOIN_SECONDS, Long.toString(options.joinWithin().toSeconds()))
                // A coordinator that was killed and started again is a cluster of its own, and its sites are another
                // one.
                // These look for it at the address that they know, and the smaller of the two joins the larger; Vert.x
                // then
                // publishes again who listens where. By default they would look after 5 minutes and then every 2.
                .setProperty("hazelcast.merge.first.run.delay.seconds", SECONDS_BETWEEN_SEARCHES)
                .setProperty("hazelcast.merge.next.run.delay.seconds", SECONDS_BETWEEN_SEARCHES)
                // Vert.x leaves the cluster in order; a hook of Hazelcast's would race with it.
                .setProperty("hazelcast.shutdownhook.enabled", "false");
        config.getMetricsConfig().setEnabled(false);
        network(config.getNetworkConfig(), options, address);
        vertxMaps(config);
        return config;
    }

    private static void network(NetworkConfig network, ClusterOptions options, String address) {
        network.setPort(options.port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(address);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(CONNECT_SECONDS)
                .setMembers(options.members());
        if (!options.mayBeFirst()) {
            join.getTcpIpConfig().setRequiredMember(options.members().get(0));
        }
    }

    /** The maps that Vert.x keeps its subscriptions in, as its own default configuration has them. */
    private static void vertxMaps(Config config) {
        config.getMultiMapConfig("__vertx.subs")
                .setBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET);
        config.getMapConfig("__vertx.haInfo").setBackupCount(1);
        config.getMapConfig("__vertx.nodeInfo").setBackupCount(1);
    }
}
