package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
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
import io.outrigger.testing.Tokens;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
        assertThat(status("HEAD", path, null)).isEqualTo(200);
        assertThat(status("POST", path, null)).as("with its own methods only").isEqualTo(405);
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
        assertThat(status("OPTIONS", "/v2/models/plain/ready", null)).isEqualTo(200);
        assertThat(status("OPTIONS", "/nothing", null)).isEqualTo(404);
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
        "GET, /openapi/../v2, 401, 200, 200, 200, 403",
        "GET, /v2/models/ghost/ready, 401, 404, 404, 404, 403"})
    void wantsATokenWithTheRightScope(String method, String path, int none, int infer, int read, int admin, int other) {
        assertThat(status(method, path, null)).as("no token").isEqualTo(none);
        assertThat(status(method, path, GATEWAY.tokens().with("infer"))).as("infer").isEqualTo(infer);
        assertThat(status(method, path, GATEWAY.tokens().with("models:read"))).as("models:read").isEqualTo(read);
        assertThat(status(method, path, GATEWAY.tokens().with("admin"))).as("admin").isEqualTo(admin);
        assertThat(status(method, path, GATEWAY.tokens().with("batch"))).as("another scope").isEqualTo(other);
    }

    static Stream<String> forgeries() {
        Tokens tokens = GATEWAY.tokens();
        JWTClaimsSet.Builder claims = tokens.claims("infer");
        String good = tokens.with("infer");
        String unsigned = "eyJhbGciOiJub25lIn0." + good.split("\\.")[1] + ".";
        return Stream.of("Bearer x", "Bearer ", "Basic dXNlcjpwYXNz", good, "Bearer " + unsigned, "Bearer " + good + "x",
                "Bearer " + new Tokens().with("infer"), "Bearer " + "x".repeat(9_000),
                "Bearer " + tokens.sign(tokens.claims("infer").issuer("https://other.test").build()),
                "Bearer " + tokens.sign(tokens.claims("infer").audience("other").build()),
                "Bearer " + tokens.sign(tokens.claims("infer").subject(null).build()),
                "Bearer " + tokens.sign(claims.expirationTime(Date.from(Instant.now().minusSeconds(60))).build()),
                "Bearer " + tokens.sign(tokens.claims("infer").expirationTime(null).build()));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void refusesForgedAndExpiredTokens(String authorization) {
        int before = GATEWAY.router().calls();
        HttpResponse<byte[]> response = GATEWAY.send(HttpRequest.newBuilder(GATEWAY.address("/v1/infer"))
                .header("authorization", authorization).POST(HttpRequest.BodyPublishers.ofString("{}")).build());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate").orElse("")).startsWith("Bearer");
        assertThat(new String(response.body())).doesNotContain("eyJ");
        assertThat(GATEWAY.router().calls()).isEqualTo(before);
    }

    static Stream<Arguments> refusals() {
        Tokens tokens = GATEWAY.tokens();
        return Stream.of(
                Arguments.of(tokens.claims("infer").issuer("https://other.test"), "unauthenticated_caller",
                        "The token is of the issuer 'https://other.test'; one of 'https://issuer.test' is expected (iss)."),
                Arguments.of(tokens.claims("infer").audience("other"), "unauthenticated_caller",
                        "The token is for 'other'; one for 'outrigger' is expected (aud)."),
                Arguments.of(tokens.claims("infer").expirationTime(Date.from(Instant.parse("2020-01-01T00:00:00Z"))), "token_expired",
                        "The token expired at 2020-01-01T00:00:00Z."),
                Arguments.of(tokens.claims("infer").claim("models", Collections.singletonList(null)), "unauthenticated_caller",
                        "The token's claim 'models' must be a list of texts; one entry is null."),
                Arguments.of(tokens.claims("infer").claim("models", "plain"), "unauthenticated_caller",
                        "The token's claim 'models' must be a list of texts; it is a text."),
                Arguments.of(tokens.claims("infer").claim("scope", 5), "unauthenticated_caller",
                        "The token's claim 'scope' must be a list of texts; it is a number."));
    }

    /** One reason, the same in REST's problem and challenge and in gRPC's status. */
    @ParameterizedTest
    @MethodSource("refusals")
    void saysWhatIsWrongWithAToken(JWTClaimsSet.Builder claims, String code, String sentence) {
        String token = GATEWAY.tokens().sign(claims.build());
        HttpResponse<byte[]> response = GATEWAY.get("/v2/models/plain", token);
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        StatusRuntimeException overGrpc = catchThrowableOfType(StatusRuntimeException.class, () -> GRPCInferenceServiceGrpc
                .newBlockingStub(GATEWAY.channel()).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .modelMetadata(ModelMetadataRequest.newBuilder().setName("plain").build()));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(new String(response.body())).contains("\"code\":\"" + code + "\"", sentence).doesNotContain("eyJ");
        assertThat(response.headers().firstValue("www-authenticate").orElse(""))
                .isEqualTo("Bearer realm=\"outrigger\", error=\"invalid_token\", error_description=\"" + sentence + "\"");
        assertThat(overGrpc.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(overGrpc.getStatus().getDescription()).isEqualTo(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exp", "sub", "iss", "aud", "nbf", "scope", "models", "tenant"})
    void aClaimThatIsNullIsTheTokensFault(String claim) {
        String token = GATEWAY.tokens().sign(GATEWAY.tokens().claims("infer").build(), claim);
        HttpResponse<byte[]> response = GATEWAY.get("/v2/models/plain", token);

        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(401);
        assertThat(new String(response.body())).contains("'" + claim + "'", "it is null");
    }

    @Test
    void aChallengeWithoutATokenNamesNoError() {
        assertThat(GATEWAY.get("/v2/models/plain", null).headers().firstValue("www-authenticate")).hasValue("Bearer realm=\"outrigger\"");
    }

    @Test
    void takesWhatIdentityProvidersIssue() {
        Tokens tokens = GATEWAY.tokens();
        String entra = tokens.sign(tokens.claims(null).claim("scp", "infer").build(), new JOSEObjectType("at+jwt"));
        String okta = tokens.sign(tokens.claims(null).claim("scp", List.of("infer")).build(), new JOSEObjectType("application/at+jwt"));
        String auth0 = tokens.sign(tokens.claims(null).claim("permissions", List.of("infer"))
                .audience(List.of(Tokens.AUDIENCE, "other")).build(), JOSEObjectType.JWT);

        for (String token : List.of(entra, okta, auth0)) {
            assertThat(status("GET", "/v2/models/plain", token)).isEqualTo(200);
        }
        assertThat(status("GET", "/v2/models/plain", tokens.sign(tokens.claims("infer").build(), new JOSEObjectType("logout+jwt"))))
                .isEqualTo(401);
    }

    @Test
    void aTokenForNoModelMayUseNone() {
        Tokens tokens = GATEWAY.tokens();
        String none = tokens.sign(tokens.claims("infer admin").claim("models", List.of()).build());

        HttpResponse<byte[]> response = GATEWAY.get("/v2/models/plain", none);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(new String(response.body())).contains("The token is for no model at all.");
        assertThat(status("POST", "/v2/repository/index", none)).isEqualTo(403);
        assertThat(status("GET", "/v2/models/stats", none)).isEqualTo(403);
    }

    @Test
    void refusesBeforeItReadsTheBody() {
        HttpResponse<byte[]> response = GATEWAY.send(HttpRequest.newBuilder(GATEWAY.address("/v1/infer"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 20])).build());

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void holdsATokenToItsModels() {
        String token = GATEWAY.tokens().limitedTo("plain", "infer admin");

        assertThat(status("GET", "/v2/models/plain", token)).isEqualTo(200);
        assertThat(status("GET", "/v2/models/split", token)).isEqualTo(403);
        assertThat(status("GET", "/v2/models/ghost", token)).as("says nothing of what exists").isEqualTo(403);
        assertThat(status("POST", "/v2/repository/models/split/unload", token)).isEqualTo(403);
        assertThat(status("POST", "/v2/repository/index", token)).isEqualTo(403);
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

    private static int status(String method, String path, String token) {
        return GATEWAY.send(GATEWAY.request(path, token).method(method, HttpRequest.BodyPublishers.noBody()).build()).statusCode();
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
