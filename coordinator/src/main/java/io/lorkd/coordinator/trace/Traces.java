package io.lorkd.coordinator.trace;

import io.lorkd.coordinator.event.CoordinatorEvents;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

import java.time.Clock;

/**
 * Sends spans to an OpenTelemetry collector, from a thread of its own. A collector that is not there costs nothing but the
 * spans: they wait in a queue of bounded length, and are dropped when it is full.
 */
public final class Traces implements AutoCloseable {
    private static final String SERVICE = "lorkd-coordinator";

    private final SdkTracerProvider provider;

    private Traces(SdkTracerProvider provider) {
        this.provider = provider;
    }

    public static Traces to(TracesSection where) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(where.endpoint()).build();
        Attributes service = Attributes.of(AttributeKey.stringKey("service.name"), SERVICE);
        return new Traces(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(service)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build());
    }

    /** Makes spans of what happens in a run. */
    public CoordinatorEvents events() {
        return new RoundSpans(provider.get(SERVICE), Clock.systemUTC());
    }

    /** Sends what has ended and is not sent yet; blocks for some seconds at most. */
    @Override
    public void close() {
        provider.close();
    }
}
