package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Set;

/**
 * What spans and metrics of HTTP and RPC are called, as OpenTelemetry's semantic conventions have it (HTTP, and RPC of 1.45).
 *
 * <p>Prometheus has the same names with underscores for dots, and a unit behind.
 */
final class SemanticConventions {

    static final AttributeKey<String> HTTP_METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> HTTP_ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> HTTP_STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");
    static final AttributeKey<String> RPC_SYSTEM = AttributeKey.stringKey("rpc.system.name");
    static final AttributeKey<String> RPC_METHOD = AttributeKey.stringKey("rpc.method");
    static final AttributeKey<String> RPC_STATUS = AttributeKey.stringKey("rpc.response.status_code");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    static final String GRPC = "grpc";
    /** Stands for what a caller has made up. */
    static final String OTHER = "_OTHER";
    /** RFC 9110's methods and PATCH. */
    static final Set<String> KNOWN_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private SemanticConventions() {
    }

    /** The name of an attribute as a label. */
    static String label(AttributeKey<?> attribute) {
        return attribute.getKey().replace('.', '_');
    }
}
