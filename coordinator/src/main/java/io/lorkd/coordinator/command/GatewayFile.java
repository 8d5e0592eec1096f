package io.lorkd.coordinator.command;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.link.ClusterSection;

/** The configuration file of a gateway that runs by itself. Relative paths in it start at the folder that the file is in. */
public record GatewayFile(
        @Key("How it reaches the coordinator.") LinkSection link,
        @Key("How sites reach it.") GatewaySection gateway) {

    /** A gateway is a member of the coordinator's cluster. */
    public record LinkSection(
            @Key("The cluster that the coordinator is in.") ClusterSection cluster) {

        public LinkSection {
            if (cluster.members().isEmpty()) {
                throw new InvalidConfigurationException(
                        "link.cluster.members: found none; expected host:port of the coordinator at least");
            }
        }
    }
}
