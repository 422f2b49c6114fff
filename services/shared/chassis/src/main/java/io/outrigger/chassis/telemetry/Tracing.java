package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.outrigger.chassis.config.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * Which requests are traced, and where their spans go.
 *
 * @param endpoint of a collector, OTLP over HTTP; without one nothing is traced, and trace headers are passed on as they came
 * @param share of the requests that come without a trace; those of a trace go by what its beginner decided
 */
public record Tracing(Optional<URI> endpoint, double share) {

    /** Nothing is traced. */
    public static final Tracing OFF = new Tracing(Optional.empty(), 1);

    public static Tracing from(Settings settings) {
        return new Tracing(settings.uri("OTEL_EXPORTER_OTLP_ENDPOINT", "collector of traces, OTLP over HTTP"),
                settings.fraction("OTEL_TRACES_SAMPLER_ARG", 1, "share of requests that begin a trace; the others' traces are followed"));
    }

    /** Traces everything. */
    public static Tracing to(URI endpoint) {
        return new Tracing(Optional.of(endpoint), 1);
    }

    /** The endpoint is a base, as OpenTelemetry has it: spans go to {@code /v1/traces} under it. */
    Optional<SdkTracerProvider> provider(String service) {
        return endpoint.map(base -> SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(Attributes.builder().put("service.name", service).build())))
                .setSampler(Sampler.parentBased(new LinkedSampler(Sampler.traceIdRatioBased(share))))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(base.toString().replaceAll("/+$", "") + "/v1/traces")
                        .build()).build())
                .build());
    }
}
