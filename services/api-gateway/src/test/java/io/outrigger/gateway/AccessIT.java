package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelConfigRequest;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.proto.inference.ModelStatisticsRequest;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import io.outrigger.proto.inference.ServerLiveRequest;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.proto.inference.ServerReadyRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, on every route and method. */
class AccessIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final Map<String, Consumer<GRPCInferenceServiceBlockingStub>> METHODS = methods();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/live", "/health/ready", "/healthz", "/livez", "/readyz", "/v2/health/live",
        "/v2/health/ready", "/openapi", "/openapi/ui", "/openapi/ui/start.js", "/openapi/ui/swagger-ui.css",
        "/openapi/ui/swagger-ui-bundle.js", "/openapi/ui/favicon-32x32.png"})
    void isOpen(String path) {
        assertThat(GATEWAY.get(path, null).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.status("HEAD", path, null)).isEqualTo(200);
        assertThat(GATEWAY.status("POST", path, null)).as("with its own methods only").isEqualTo(405);
    }

    /** A browser sends it without its page's token, and shows what comes back to whoever wonders why the page may not call. */
    @ParameterizedTest
    @CsvSource({"/v1/infer, POST", "/v2/models/plain/infer, POST", "/v2/models/ghost, GET", "/v2, GET", "/health, GET", "/openapi, GET",
        "/v2/repository/index, POST"})
    void saysThatCorsIsNotSwitchedOn(String path, String method) {
        HttpResponse<byte[]> preflight = GATEWAY.send(GATEWAY.request(path, null).header("origin", "https://page.test")
                .header("access-control-request-method", method).header("access-control-request-headers", "authorization")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build());

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("allow").orElse("")).contains(method, "OPTIONS");
        assertThat(new String(preflight.body())).contains("CORS is not switched on");
        assertThat(preflight.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void optionsReachesNothingThatWantsAToken() {
        int before = GATEWAY.router().calls();
        assertThat(GATEWAY.status("OPTIONS", "/v2/models/plain/ready", null)).isEqualTo(200);
        assertThat(GATEWAY.status("OPTIONS", "/nothing", null)).isEqualTo(404);
        assertThat(GATEWAY.router().calls()).isEqualTo(before);
    }

    /** Status without a token, and with each of the scopes infer, models:read, admin and none of them. */
    @ParameterizedTest
    @CsvSource({
        "POST, /v1/infer, 401, 400, 403, 403, 403",
        "GET, /v1/infer, 401, 405, 405, 405, 405",
        "POST, /v2/models/plain/infer, 401, 400, 403, 403, 403",
        "POST, /v2/models/plain/versions/1/infer, 401, 400, 403, 403, 403",
        "GET, /v2, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain/versions/v1, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain/versions/stable/ready, 401, 200, 200, 200, 403",
        "HEAD, /v2/models/plain/ready, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain/ready, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain/config, 401, 200, 200, 200, 403",
        "GET, /v2/models/plain/stats, 401, 200, 200, 200, 403",
        "GET, /v2/models/stats, 401, 403, 403, 200, 403",
        "POST, /v2/repository/index, 401, 403, 403, 200, 403",
        "POST, /v2/repository/models/plain/load, 401, 403, 403, 200, 403",
        "POST, /v2/repository/models/plain/unload, 401, 403, 403, 200, 403",
        "GET, /nothing, 401, 404, 404, 404, 404",
        "GET, /openapi/../v2, 400, 400, 400, 400, 400",
        "GET, /v2/models/ghost/ready, 401, 404, 404, 404, 403"})
    void wantsATokenWithTheRightScope(String method, String path, int none, int infer, int read, int admin, int other) {
        assertThat(GATEWAY.status(method, path, null)).as("no token").isEqualTo(none);
        assertThat(GATEWAY.status(method, path, GATEWAY.tokens().with("infer"))).as("infer").isEqualTo(infer);
        assertThat(GATEWAY.status(method, path, GATEWAY.tokens().with("models:read"))).as("models:read").isEqualTo(read);
        assertThat(GATEWAY.status(method, path, GATEWAY.tokens().with("admin"))).as("admin").isEqualTo(admin);
        assertThat(GATEWAY.status(method, path, GATEWAY.tokens().with("batch"))).as("another scope").isEqualTo(other);
    }

    @Test
    void leavesTheServersHealthOpenOverGrpc() {
        var stub = GRPCInferenceServiceGrpc.newBlockingStub(GATEWAY.channel());

        assertThat(stub.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
        assertThat(stub.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
        for (String service : List.of("", "inference.GRPCInferenceService", "liveness")) {
            assertThat(HealthGrpc.newBlockingStub(GATEWAY.channel()).check(HealthCheckRequest.newBuilder().setService(service).build())
                    .getStatus().name()).isEqualTo("SERVING");
        }
    }

    @Test
    void describesItsGrpcServicesOnlyWhereThatIsSwitchedOn() {
        Iterator<ServerReflectionResponse> answers = ClientCalls.blockingServerStreamingCall(GATEWAY.stub("admin").getChannel(),
                ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder().setType(MethodType.SERVER_STREAMING).build(),
                CallOptions.DEFAULT, ServerReflectionRequest.newBuilder().setListServices("").build());

        assertThat(catchThrowableOfType(StatusRuntimeException.class, answers::hasNext).getStatus().getCode())
                .isEqualTo(Code.UNIMPLEMENTED);
    }

    @ParameterizedTest
    @CsvSource({
        "ModelInfer, INVALID_ARGUMENT, PERMISSION_DENIED, PERMISSION_DENIED",
        "ServerMetadata, OK, OK, OK", "ModelReady, OK, OK, OK", "ModelMetadata, OK, OK, OK", "ModelConfig, OK, OK, OK",
        "ModelStatistics, OK, OK, OK", "AllStatistics, PERMISSION_DENIED, PERMISSION_DENIED, OK",
        "RepositoryIndex, PERMISSION_DENIED, PERMISSION_DENIED, OK", "RepositoryModelLoad, PERMISSION_DENIED, PERMISSION_DENIED, OK",
        "RepositoryModelUnload, PERMISSION_DENIED, PERMISSION_DENIED, OK"})
    void wantsATokenWithTheRightScopeOverGrpc(String method, Code infer, Code read, Code admin) {
        Consumer<GRPCInferenceServiceBlockingStub> call = METHODS.get(method);

        assertThat(code(call, GRPCInferenceServiceGrpc.newBlockingStub(GATEWAY.channel()))).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(code(call, GATEWAY.stub("batch"))).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(code(call, GATEWAY.stub("infer"))).isEqualTo(infer);
        assertThat(code(call, GATEWAY.stub("models:read"))).isEqualTo(read);
        assertThat(code(call, GATEWAY.stub("admin"))).isEqualTo(admin);
    }

    private static Code code(Consumer<GRPCInferenceServiceBlockingStub> call, GRPCInferenceServiceBlockingStub stub) {
        StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class, () -> call.accept(stub));
        return refused == null ? Code.OK : refused.getStatus().getCode();
    }

    private static Map<String, Consumer<GRPCInferenceServiceBlockingStub>> methods() {
        Map<String, Consumer<GRPCInferenceServiceBlockingStub>> methods = new LinkedHashMap<>();
        methods.put("ModelInfer", stub -> stub.modelInfer(ModelInferRequest.newBuilder().setModelName("plain").build()));
        methods.put("ServerMetadata", stub -> stub.serverMetadata(ServerMetadataRequest.getDefaultInstance()));
        methods.put("ModelReady", stub -> stub.modelReady(ModelReadyRequest.newBuilder().setName("plain").build()));
        methods.put("ModelMetadata", stub -> stub.modelMetadata(ModelMetadataRequest.newBuilder().setName("plain").setVersion("1")
                .build()));
        methods.put("ModelConfig", stub -> stub.modelConfig(ModelConfigRequest.newBuilder().setName("plain").build()));
        methods.put("ModelStatistics", stub -> stub.modelStatistics(ModelStatisticsRequest.newBuilder().setName("plain").build()));
        methods.put("AllStatistics", stub -> stub.modelStatistics(ModelStatisticsRequest.getDefaultInstance()));
        methods.put("RepositoryIndex", stub -> stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()));
        methods.put("RepositoryModelLoad", stub -> stub.repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName("x")
                .build()));
        methods.put("RepositoryModelUnload", stub -> stub.repositoryModelUnload(
                RepositoryModelUnloadRequest.newBuilder().setModelName("x").build()));
        return methods;
    }
}
