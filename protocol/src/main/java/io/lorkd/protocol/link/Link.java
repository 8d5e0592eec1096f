package io.lorkd.protocol.link;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.RunFailedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What carries the event bus. Whoever opens a link keeps a reference to it, since an event bus that nothing refers to is
 * closed by the garbage collector, and closes it at the end.
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /**
     * A gateway's connections have one event loop among them in any case. What they carry is handled on the same one, since
     * that is little beside the wake-up of another thread for each chunk, there and back.
     */
    private static final int EVENT_LOOPS = 1;

    private Link() {}

    /** An event bus within this process. */
    public static Future<Vertx> local() {
        return local(UnaryOperator.identity());
    }

    /**
     * An event bus within this process.
     *
     * @param observed adds what measures or traces it
     */
    public static Future<Vertx> local(UnaryOperator<VertxBuilder> observed) {
        return Future.succeededFuture(
                observed.apply(Vertx.builder().with(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS)))
                        .build());
    }

    /** As {@link #cluster(ClusterOptions, UnaryOperator)}, with nothing that observes it. */
    public static Future<Vertx> cluster(ClusterOptions options) {
        return cluster(options, UnaryOperator.identity());
    }

    /**
     * An event bus over a Hazelcast cluster of machines that trust each other. Members are joined by TCP/IP at the addresses
     * given and are not looked for elsewhere. With {@link ClusterOptions#tls} messages go only between holders of the
     * federation's certificates, encrypted; Hazelcast's own traffic is neither authenticated nor encrypted (that is
     * Hazelcast Enterprise), so a cluster belongs on a private network all the same.
     *
     * <p>Hazelcast warns at its start unless the JVM is given {@code --add-modules java.se --add-exports
     * java.base/jdk.internal.ref=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED --add-opens
     * java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.management/sun.management=ALL-UNNAMED --add-opens
     * jdk.management/com.sun.management.internal=ALL-UNNAMED}. All that it logs goes to SLF4J under {@code com.hazelcast}.
     *
     * <p>Fails with {@link InvalidConfigurationException} if the host is not an address of this machine or a file of {@code
     * tls} cannot be used, and with {@link
     * RunFailedException} if the port is in use or no member was reached in time.
     *
     * @param observed adds what measures or traces it
     */
    public static Future<Vertx> cluster(ClusterOptions options, UnaryOperator<VertxBuilder> observed) {
        InetAddress host;
        EventBusOptions eventBus;
        try {
            host = addressOf(options);
            eventBus = EventBusTls.of(options.tls());
        } catch (InvalidConfigurationException | RunFailedException e) {
            return Future.failedFuture(e);
        }
        // Hazelcast's loggers that are older than its instances know the system property only.
        System.getProperties().putIfAbsent("hazelcast.logging.type", "slf4j");
        String address = host.getHostAddress();
        eventBus.setHost(address).setPort(0);
        if (!options.members().isEmpty()) {
            LOG.info(
                    "joining the cluster '{}' at {}; waiting for it for {} s at most",
                    options.clusterName(),
                    String.join(", ", options.members()),
                    options.joinWithin().toSeconds());
        }
        return observed.apply(Vertx.builder()
                        .with(new VertxOptions()
                                .setEventLoopPoolSize(EVENT_LOOPS)
                                .setEventBusOptions(eventBus)
                                // A worker waits for the cluster meanwhile, which is no reason for a warning each
                                // second.
                                .setMaxWorkerExecuteTimeUnit(TimeUnit.SECONDS)
                                .setMaxWorkerExecuteTime(
                                        60 + options.joinWithin().toSeconds())))
                .withClusterManager(new Membership(
                        HazelcastSettings.of(options, address),
                        options.mayBeFirst() ? Duration.ZERO : options.joinWithin()))
                .buildClustered()
                .recover(e -> Future.failedFuture(notJoined(options, e)));
    }

    /** Tries the port before Hazelcast does, since that would fill the log with what is an ordinary mistake. */
    private static InetAddress addressOf(ClusterOptions options) {
        try (ServerSocket trial = new ServerSocket()) {
            InetAddress address = InetAddress.getByName(options.host());
            if (NetworkInterface.getByInetAddress(address) == null) {
                throw noAddress(options, "which is no address of this machine", null);
            }
            trial.bind(new InetSocketAddress(address, options.port()));
            return address;
        } catch (UnknownHostException e) {
            throw noAddress(options, "which has no address", e);
        } catch (IOException e) {
            throw new RunFailedException(
                    "the cluster's port " + options.host() + ":" + options.port() + " cannot be opened: "
                            + e.getMessage() + "; end what uses it, or choose another port",
                    e);
        }
    }

    private static InvalidConfigurationException noAddress(ClusterOptions options, String why, Exception cause) {
        return new InvalidConfigurationException(
                "cluster host: found '" + options.host() + "', " + why
                        + "; allowed is a name or address of this machine",
                cause);
    }

    private static RuntimeException notJoined(ClusterOptions options, Throwable cause) {
        String joined = options.members().isEmpty() ? "" : " to join " + String.join(", ", options.members());
        return new RunFailedException(
                "the cluster '" + options.clusterName() + "' could not be entered at " + options.host() + ":"
                        + options.port() + joined + ": " + cause.getMessage()
                        + "; check the link's host, port and members",
                cause);
    }
}
