package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.RestAnswer;
import io.outrigger.local.identity.SigningKey;
import io.outrigger.local.identity.TokenMint;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.ServerLiveRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, by token: none, expired, forged, of too few scopes, enough. */
class TokensIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/v2/health/live", "/v2/health/ready", "/openapi"})
    void theOpenRoutesWantNoToken(String path) {
        RestCalls anybody = platform.rest().as("");
        assertThat(anybody.get(anybody.gateway(path)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2/models/sample-classifier", "/v2/models/sample-classifier/ready"})
    void everyOtherRouteWantsOne(String path) {
        RestCalls anybody = platform.rest().as("");
        RestAnswer answer = anybody.get(anybody.gateway(path));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void noTokenAnExpiredOneAndGarbageAreRefused() {
        assertThat(statusOf("")).isEqualTo(401);
        assertThat(statusOf(platform.mint("infer", Duration.ofMinutes(-10)))).isEqualTo(401);
        assertThat(statusOf("garbage")).isEqualTo(401);
        assertThat(statusOf(platform.access().token() + "x")).isEqualTo(401);
        assertThat(statusOf(platform.access().token())).isEqualTo(200);
    }

    @Test
    void aTokenOfAnotherKeyIsRefusedEvenUnderOurKeyId() throws JOSEException {
        RSAKey ours = new RSAKeyGenerator(2_048).keyID("our-key").generate();
        String forged = new TokenMint(new SigningKey(ours, platform.stateDirectory()), Clock.systemUTC()).mint("mallory", "infer", HOUR);
        assertThat(statusOf(forged)).isEqualTo(401);
    }

    @Test
    void anUnsignedTokenIsRefused() {
        String claims = platform.access().token().split("\\.")[1];
        String header = Base64.getUrlEncoder().withoutPadding().encodeToString("""
                {"alg":"none"}""".getBytes(StandardCharsets.UTF_8));
        assertThat(statusOf(header + "." + claims + ".")).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"infer,200", "batch models:read models:write admin,403", "'',403"})
    void inferenceWantsTheScopeInfer(String scopes, int status) {
        assertThat(statusOf(platform.mint(scopes, HOUR))).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"models:read,200", "infer,403", "'',403"})
    void readingTheRegistryWantsModelsRead(String scopes, int status) {
        RestCalls caller = platform.rest().as(platform.mint(scopes, HOUR));
        assertThat(caller.get(caller.registry("/v1/models")).status()).isEqualTo(status);
    }

    @Test
    void writingToTheRegistryWantsModelsWrite() {
        RestCalls caller = platform.rest(); // a user's
        RestAnswer answer = caller.pointAlias("mine", "v2", "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.json().path("message").asText() + answer.json().path("detail").asText()).contains("models:write");
    }

    @Test
    void grpcWantsTheSameAndLivenessNothing() {
        try (StockClient anybody = StockClient.open(platform.access().gatewayGrpc(), "")) {
            assertThat(anybody.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
            assertCode(anybody, Status.Code.UNAUTHENTICATED);
        }
        try (StockClient reader = StockClient.open(platform.access().gatewayGrpc(), platform.mint("models:read", HOUR))) {
            assertCode(reader, Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void theRepositoryIndexIsTheAdministrators() {
        try (StockClient user = platform.grpc();
                StockClient admin = StockClient.open(platform.access().gatewayGrpc(), platform.access().adminToken())) {
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> user.stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()))
                    .matches(refusal -> refusal.getStatus().getCode() == Status.Code.PERMISSION_DENIED);
            assertThat(admin.stub().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList())
                    .anyMatch(model -> model.getName().equals("sample-classifier"));
        }
    }

    private static int statusOf(String token) {
        return platform.rest().as(token).classify(PICTURE, "v2").status();
    }

    private static void assertCode(StockClient caller, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> caller.infer(StockClient.request("2", Digits.pixels(PICTURE)).build()))
                .matches(refusal -> refusal.getStatus().getCode() == code, "has the code " + code);
    }
}
