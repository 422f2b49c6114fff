package io.outrigger.gateway.access;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import java.util.List;
import java.util.regex.Pattern;

/** All that the gateway serves, and who may call it; beside this a token may be limited to some models. */
public final class GatewayAccess {

    public static final Who ADMIN = Who.withScope("admin");

    private static final Who INFER = Who.withScope("infer");
    /** Reading what a model looks like and how it is: who may infer with it may know. */
    public static final Who READ = Who.withScope("infer", "models:read", "admin");

    public static final Who BATCH = Who.withScope("batch");

    /** Looking at the platform: each sees of it what its scopes let it ask for. */
    private static final Who ANY_SCOPE = Who.withScope("infer", "batch", "models:read", "admin");

    private static final String INFERENCE = GRPCInferenceServiceGrpc.SERVICE_NAME;

    private static final Pattern INFERENCES =
            Pattern.compile("/v1/infer|/v2/models/.*/infer|" + Pattern.quote(INFERENCE) + "/Model(Stream)?Infer");

    public static final AccessTable TABLE = table();

    private GatewayAccess() {
    }

    /** Whether this path or gRPC method is an inference, of which model and rows are known only when it has been read. */
    public static boolean isInference(String what) {
        return INFERENCES.matcher(what).matches();
    }

    private static AccessTable table() {
        AccessTable.Builder table = AccessTable.builder()
                .rest(Who.ANYBODY, "GET", "/v2/health/live", "/v2/health/ready", "/openapi", "/openapi/*")
                .rest(Who.ANYBODY, "GET", "/", "/status.css", "/status.js")
                .rest(ANY_SCOPE, "GET", "/v1/status", "/v1/status/events")
                .rest(INFER, "POST", "/v1/infer")
                .rest(READ, "GET", "/v2")
                .rest(ADMIN, "GET", "/v2/models/stats")
                .rest(ADMIN, "POST", "/v2/repository/index", "/v2/repository/models/{model}/load", "/v2/repository/models/{model}/unload");
        for (String model : List.of("/v2/models/{model}", "/v2/models/{model}/versions/{version}")) {
            table.rest(READ, "GET", model, model + "/ready", model + "/config", model + "/stats").rest(INFER, "POST", model + "/infer");
        }
        table.rest(BATCH, "POST", "/v1/batch", "/v1/batches", "/v1/batches/{id}/cancel", "/v1/jobs/{id}/cancel", "/v1/jobs/{id}/retry",
                        "/v1/files")
                .rest(BATCH, "GET", "/v1/jobs", "/v1/jobs/{id}", "/v1/jobs/{id}/results", "/v1/jobs/{id}/errors", "/v1/jobs/{id}/events",
                        "/v1/batches", "/v1/batches/{id}", "/v1/files", "/v1/files/{id}", "/v1/files/{id}/content")
                .rest(BATCH, "DELETE", "/v1/jobs/{id}", "/v1/files/{id}");
        table.rest(ADMIN, "POST", "/v1/keys", "/v1/keys/{id}/rotate")
                .rest(ADMIN, "GET", "/v1/keys", "/v1/limits", "/v1/limits/tenants/{tenant}", "/v1/limits/models/{model}")
                .rest(ADMIN, "GET", "/v1/captures/{model}")
                .rest(ADMIN, "PUT", "/v1/limits/tenants/{tenant}", "/v1/limits/models/{model}")
                .rest(ADMIN, "DELETE", "/v1/keys/{id}", "/v1/limits/tenants/{tenant}", "/v1/limits/models/{model}");
        JobServiceGrpc.getServiceDescriptor().getMethods().forEach(method ->
                table.grpc(BATCH, JobServiceGrpc.SERVICE_NAME, method.getBareMethodName()));
        for (UnservedExtension extension : UnservedExtension.values()) {
            table.rest(Who.ANY_CALLER, AccessTable.EVERY_METHOD, extension.paths().toArray(String[]::new))
                    .grpc(READ, INFERENCE, extension.methods().toArray(String[]::new));
        }
        return table
                .grpc(Who.ANYBODY, INFERENCE, "ServerLive", "ServerReady")
                .grpc(INFER, INFERENCE, "ModelInfer", "ModelStreamInfer")
                .grpc(READ, INFERENCE, "ServerMetadata", "ModelReady", "ModelMetadata", "ModelConfig", "ModelStatistics")
                .grpc(ADMIN, INFERENCE, "RepositoryIndex", "RepositoryModelLoad", "RepositoryModelUnload")
                .grpcReflection(READ)
                .build();
    }
}
