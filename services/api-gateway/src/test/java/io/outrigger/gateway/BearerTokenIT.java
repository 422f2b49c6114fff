package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelMetadataRequest;
import io.outrigger.testing.Tokens;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are taken, what is said of the others, and that a token holds its caller to some models. */
class BearerTokenIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

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
        assertThat(new String(response.body())).contains(sentence, """
                "code":"%s",""".formatted(code)).doesNotContain("eyJ");
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
            assertThat(GATEWAY.status("GET", "/v2/models/plain", token)).isEqualTo(200);
        }
        assertThat(GATEWAY.status("GET", "/v2/models/plain", tokens.sign(tokens.claims("infer").build(), new JOSEObjectType("logout+jwt"))))
                .isEqualTo(401);
    }

    @Test
    void aTokenForNoModelMayUseNone() {
        Tokens tokens = GATEWAY.tokens();
        String none = tokens.sign(tokens.claims("infer admin").claim("models", List.of()).build());

        HttpResponse<byte[]> response = GATEWAY.get("/v2/models/plain", none);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(new String(response.body())).contains("the token is for no model at all.");
        assertThat(GATEWAY.status("POST", "/v2/repository/index", none)).isEqualTo(403);
        assertThat(GATEWAY.status("GET", "/v2/models/stats", none)).isEqualTo(403);
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

        assertThat(GATEWAY.status("GET", "/v2/models/plain", token)).isEqualTo(200);
        assertThat(GATEWAY.status("GET", "/v2/models/split", token)).isEqualTo(403);
        assertThat(GATEWAY.status("GET", "/v2/models/ghost", token)).as("says nothing of what exists").isEqualTo(403);
        assertThat(GATEWAY.status("POST", "/v2/repository/models/split/unload", token)).isEqualTo(403);
        assertThat(GATEWAY.status("POST", "/v2/repository/index", token)).isEqualTo(403);
    }
}
