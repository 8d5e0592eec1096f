package io.lorkd.site.command;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.Key;
import io.lorkd.protocol.link.ClusterSection;
import io.lorkd.protocol.link.Link;
import io.lorkd.protocol.link.gateway.GatewayClient;
import io.lorkd.protocol.link.gateway.GatewayLinkSection;
import io.lorkd.protocol.link.gateway.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How a site reaches the coordinator: one of the two links. */
public record LinkSection(
        @Key("Over the internet: one outbound connection to a gateway.")
        Optional<GatewayLinkSection> gateway,

        @Key("In a network whose machines trust each other: as a member of the coordinator's cluster.")
        Optional<ClusterSection> cluster) {

    public LinkSection {
        if (gateway.isPresent() == cluster.isPresent()) {
            throw new InvalidConfigurationException("link: found " + (gateway.isPresent() ? "both" : "neither")
                    + " gateway and cluster; expected one of them");
        }
        cluster.filter(section -> section.members().isEmpty()).ifPresent(alone -> {
            throw new InvalidConfigurationException(
                    "link.cluster.members: found none; expected host:port of the coordinator at least");
        });
    }

    /**
     * The event bus that the site is on: its own, or the cluster's.
     *
     * @param base where relative paths start
     * @param observed adds what measures or traces it
     */
    Future<Vertx> eventBus(Path base, UnaryOperator<VertxBuilder> observed) {
        return cluster.map(section -> Link.cluster(section.memberOptions(base), observed))
                .orElseGet(() -> Link.local(observed));
    }

    /**
     * Has the coordinator's addresses put through to the site's own event bus, where they are not on it already.
     *
     * @param base where relative paths start
     */
    Future<?> connect(Vertx vertx, Identity identity, Path base) {
        return gateway.<Future<?>>map(section -> GatewayClient.start(vertx, section.settings(identity, base)))
                .orElseGet(Future::succeededFuture);
    }
}
