package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.prometheus.metrics.core.metrics.Histogram;

/** Times everything that is served, by route or method and status; a caller's own words are no label. */
final class ServerMeters {

    private final Histogram http;
    private final Histogram rpc;

    ServerMeters(Histograms histograms) {
        this.http = histograms.seconds("http_server_request_duration_seconds", "Time from the arrival of a REST request to its answer",
                SemanticConventions.label(SemanticConventions.HTTP_METHOD), SemanticConventions.label(SemanticConventions.HTTP_ROUTE),
                SemanticConventions.label(SemanticConventions.HTTP_STATUS));
        this.rpc = rpc(histograms, "rpc_server_call_duration_seconds", "Time from the arrival of a gRPC call to its end");
    }

    /** A histogram of gRPC calls, served or made. */
    static Histogram rpc(Histograms histograms, String name, String description) {
        return histograms.seconds(name, description, SemanticConventions.label(SemanticConventions.RPC_SYSTEM),
                SemanticConventions.label(SemanticConventions.RPC_METHOD), SemanticConventions.label(SemanticConventions.RPC_STATUS));
    }

    /** @param route that the request met, empty where it met none */
    void http(String method, String route, String status, long nanos, SpanContext span) {
        String known = SemanticConventions.KNOWN_METHODS.contains(method) ? method : SemanticConventions.OTHER;
        Histograms.record(http.labelValues(known, route, status), nanos, span);
    }

    /** @param method that is served here */
    void rpc(String method, String status, long nanos, SpanContext span) {
        Histograms.record(rpc.labelValues(SemanticConventions.GRPC, method, status), nanos, span);
    }
}
