package io.lorkd.protocol.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The meters of one process: those of its JVM and of Vert.x, and what its parts add. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics pauses = new JvmGcMetrics();

    private final MetricsSection where;

    private Metrics(MetricsSection where) {
        this.where = where;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        pauses.bindTo(registry);
    }

    /**
     * Meters that begin at nought.
     *
     * @param where they are shown, once they are {@linkplain #serve served}
     */
    public static Metrics ofProcess(MetricsSection where) {
        return new Metrics(where);
    }

    /** What is done to a Vert.x that is about to be built: it is measured, where there are metrics at all. */
    public static UnaryOperator<VertxBuilder> observing(Optional<Metrics> metrics) {
        return builder -> metrics.map(some -> some.observe(builder)).orElse(builder);
    }

    /** Takes further meters. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Has the Vert.x that is about to be built measured: event bus, servers, clients and pools, by kind. Nothing is told
     * apart by address or path, of which there would be as many as sites.
     */
    public VertxBuilder observe(VertxBuilder builder) {
        // A name of its own, since registries of one name are shared in a JVM.
        MicrometerMetricsOptions options = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setRegistryName(UUID.randomUUID().toString());
        return builder.withMetrics(given ->
                new MicrometerMetricsFactory(registry).metrics(new VertxOptions(given).setMetricsOptions(options)));
    }

    /**
     * Shows the meters to whoever asks for {@code /metrics}, and measures how late the event loop is from now on.
     *
     * @return the port. Fails with {@link io.lorkd.protocol.command.RunFailedException} where it is not to be had
     */
    public Future<Integer> serve(Vertx vertx) {
        MetricsServer server = new MetricsServer(where, registry);
        return vertx.deployVerticle(server)
                .compose(deployed -> vertx.deployVerticle(new EventLoopDelay(registry)))
                .map(deployed -> server.port());
    }

    @Override
    public void close() {
        pauses.close();
        registry.close();
    }
}
