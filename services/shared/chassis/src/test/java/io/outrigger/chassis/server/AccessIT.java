package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.security.JwtConfig;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.server.EchoService.Text;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.client.GrpcClient;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.testing.Tokens;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with more routes than its table names. */
class AccessIT {

    private static final AccessTable TABLE = AccessTable.builder()
            .rest(Who.ANYBODY, "GET", "/open")
            .rest(Who.withScope("read"), "GET", "/things/{thing}")
            .rest(Who.withScope("write"), "PUT", "/things/{thing}")
            .rest(Who.ANY_CALLER, AccessTable.EVERY_METHOD, "/gone/*")
            .grpc(Who.withScope("read"), "test.Echo", "Say")
            .build();

    private static final int REFUSALS = 300;

    private final Tokens tokens = new Tokens();
    private ServiceServer server;
    private RestClient client;

    @BeforeEach
    void start() {
        Settings settings = ExampleServer.settings(Map.of("JWT_ISSUER", Tokens.ISSUER, "JWT_AUDIENCE", Tokens.AUDIENCE,
                "JWT_JWKS", tokens.keyFile().toString()));
        Telemetry telemetry = Telemetry.local("example");
        JwtVerifier verifier = new JwtVerifier(JwtConfig.from(settings), telemetry.clock());
        server = ExampleServer.serving(settings, telemetry, service -> service
                .access(TABLE, credentials -> verifier.authenticate(credentials.authorization().orElse(null)))
                .grpc(new EchoService())
                .rest(routing -> routing.any("/open", (request, response) -> response.send("open"))
                        .any("/things/{thing}", (request, response) -> response.send(CurrentCaller.get().subject()))
                        .any("/gone/{what}", (request, response) -> response.send(CurrentCaller.get().subject()))
                        .any("/unnamed", (request, response) -> response.send("nobody is to read this"))));
        client = RestClient.of("http://127.0.0.1:" + server.restPort());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatTheTableDoesNotNameIsNotServed() throws IOException {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            assertThat(answer(null, method, "/unnamed").code()).isEqualTo("unauthenticated_caller");
            assertThat(answer("read write", method, "/unnamed").code()).isEqualTo("route_not_found");
        }
    }

    @Test
    void aMethodThatTheTableDoesNotNameIsNotServed() throws IOException {
        assertThat(answer(null, "POST", "/open").status()).isEqualTo(405);
        assertThat(answer(null, "POST", "/things/one").status()).isEqualTo(401);
        RestAnswer refused = answer("read write", "POST", "/things/one");
        assertThat(refused.code()).isEqualTo("method_not_allowed");
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, PUT");
    }

    @Test
    void whatItNamesIsServedToThoseWhoMay() throws IOException {
        assertThat(answer(null, "GET", "/open").text()).isEqualTo("open");
        assertThat(answer(null, "GET", "/things/one").status()).isEqualTo(401);
        assertThat(answer("", "GET", "/things/one").message()).contains("'read'", "none");
        assertThat(answer("write", "GET", "/things/one").status()).isEqualTo(403);
        assertThat(answer("read", "GET", "/things/one").text()).isEqualTo("tester");
        assertThat(answer("read", "PUT", "/things/one").status()).isEqualTo(403);
        assertThat(answer("write", "PUT", "/things/one").text()).isEqualTo("tester");
        assertThat(answer("", "DELETE", "/gone/one").text()).isEqualTo("tester");
        assertThat(answer(null, "DELETE", "/gone/one").status()).isEqualTo(401);
    }

    @Test
    void aRefusedCallerIsToldWhatToShowInstead() throws IOException {
        String realm = "Bearer realm=\"outrigger\"";
        assertThat(answer(null, "GET", "/things/one").header("WWW-Authenticate")).isEqualTo(realm);
        assertThat(client.as("a.b.c").send("GET", "/things/one", new byte[0]).header("WWW-Authenticate"))
                .startsWith(realm + ", error=\"invalid_token\", error_description=\"The token is malformed");
        assertThat(answer("write", "GET", "/things/one").header("WWW-Authenticate")).isEqualTo(realm + ", error=\"insufficient_scope\", "
                + "error_description=\"This needs the scope 'read'; the token has [write].\", scope=\"read\"");
        assertThat(challenge(null)).isEqualTo(realm);
        assertThat(challenge("a.b.c")).startsWith(realm + ", error=\"invalid_token\"");
        assertThat(challenge(tokens.with("write"))).contains("error=\"insufficient_scope\"").endsWith("scope=\"read\"");
    }

    private String challenge(String token) {
        try (GrpcClient caller = GrpcClient.open("127.0.0.1:" + server.grpcPort(), token)) {
            ClientCalls.blockingUnaryCall(caller.channel(), EchoService.SAY, CallOptions.DEFAULT, new Text("hello"));
            return "let in";
        } catch (StatusRuntimeException refused) {
            return refused.getTrailers().get(Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    /** More at once than are told at once: the others wait their turn, and are told the same. */
    @Test
    void eachOfManyIsRefused() {
        List<CompletableFuture<RestAnswer>> rest = Stream.generate(() -> client.sendAsync(client.request("/things/one").build()))
                .limit(REFUSALS).toList();
        List<Code> grpc;
        try (GrpcClient caller = GrpcClient.open("127.0.0.1:" + server.grpcPort(), null)) {
            grpc = Stream.generate(() -> ClientCalls.futureUnaryCall(
                            caller.channel().newCall(EchoService.SAY, CallOptions.DEFAULT), new Text("hello")))
                    .limit(REFUSALS).toList().stream()
                    .map(call -> Status.fromThrowable(catchThrowable(call::get)).getCode()).toList();
        }
        assertThat(grpc).hasSize(REFUSALS).containsOnly(Code.UNAUTHENTICATED);
        assertThat(rest.stream().map(CompletableFuture::join).map(RestAnswer::code)).hasSize(REFUSALS)
                .containsOnly("unauthenticated_caller");
    }

    @Test
    void overGrpcTooOnlyWhatTheTableNames() {
        assertThat(code(null, EchoService.SAY)).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(code("write", EchoService.SAY)).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(code("read", EchoService.SAY)).isEqualTo(Code.OK);
        MethodDescriptor<Text, Text> unnamed = EchoService.CHAT.toBuilder().setType(MethodType.UNARY).build();
        assertThat(code(null, unnamed)).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(code("read write", unnamed)).isEqualTo(Code.UNIMPLEMENTED);
    }

    private Code code(String scopes, MethodDescriptor<Text, Text> method) {
        try (GrpcClient caller = GrpcClient.open("127.0.0.1:" + server.grpcPort(), scopes == null ? null : tokens.with(scopes))) {
            ClientCalls.blockingUnaryCall(caller.channel(), method, CallOptions.DEFAULT, new Text("hello"));
            return Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    @Test
    void whatAnAddressTakesIsToldToEverybody() throws IOException {
        RestAnswer options = answer(null, "OPTIONS", "/things/one");
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.header("Allow")).isEqualTo("GET, HEAD, PUT, OPTIONS");
        assertThat(answer(null, "OPTIONS", "/nothing").status()).isEqualTo(404);
        assertThat(answer(null, "GET", "/health/live").status()).isEqualTo(200);
    }

    private RestAnswer answer(String scopes, String method, String path) throws IOException {
        return client.as(scopes == null ? null : tokens.with(scopes)).send(method, path, new byte[0]);
    }
}
