package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ServerMetadataRequest;
import io.outrigger.testing.Eventually;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** API keys from the gateway to the registry's database and back. */
class ApiKeysIT {

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @Test
    void aKeyIsMadeUsedChangedAndRevoked() {
        RestCalls admin = platform.admin();
        JsonNode made = json(admin.post(admin.gateway("/v1/keys"), """
                {"name":"a robot","scopes":["infer"],"tenant":"robots","limits":{"requests_per_minute":1000}}"""));
        String first = made.path("key").asText();
        assertThat(status(first)).isEqualTo(200);
        try (StockClient grpc = StockClient.open(platform.access().gatewayGrpc(), first)) {
            assertThat(GRPCInferenceServiceGrpc.newBlockingStub(grpc.channel())
                    .serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName()).isNotEmpty();
        }
        String id = made.path("id").asText();
        Eventually.isTrue(() -> listed(id).path("last_used_at").asLong() >= made.path("created_at").asLong());
        assertThat(listed(id).path("tenant").asText()).isEqualTo("robots");
        assertThat(listed(id).has("key")).isFalse();

        String second = json(admin.post(admin.gateway("/v1/keys/" + id + "/rotate"), "")).path("key").asText();
        assertThat(status(second)).isEqualTo(200);
        assertThat(status(first)).as("for a day").isEqualTo(200);
        assertThat(admin.send(admin.gateway("/v1/keys/" + id).DELETE()).status()).isEqualTo(200);
        assertThat(status(second)).isEqualTo(401);
        assertThat(status(first)).isEqualTo(401);
        assertThat(listed(id).path("status").asText()).isEqualTo("revoked");
    }

    @Test
    void theRegistryTakesKeysToo() {
        RestCalls admin = platform.admin();
        JsonNode made = json(admin.post(admin.gateway("/v1/keys"), """
                {"name":"a reader","scopes":["models:read"]}"""));
        RestCalls reader = platform.rest().as(made.path("key").asText());
        Eventually.isTrue(() -> reader.get(reader.registry("/v1/models")).status() == 200);
        assertThat(reader.send(reader.registry("/v1/models/sample-classifier").DELETE()).status()).as("it may only read").isEqualTo(403);
        assertThat(admin.send(admin.gateway("/v1/keys/" + made.path("id").asText()).DELETE()).status()).isEqualTo(200);
        Eventually.isTrue(() -> reader.get(reader.registry("/v1/models")).status() == 401);
    }

    @Test
    void aLimitIsHeldAndLifted() {
        RestCalls admin = platform.admin();
        String key = json(admin.post(admin.gateway("/v1/keys"), """
                {"name":"limited","scopes":["infer"],"tenant":"limited"}""")).path("key").asText();
        assertThat(admin.send(admin.gateway("/v1/limits/tenants/limited").PUT(HttpRequest.BodyPublishers.ofString("""
                {"requests_per_minute":3}"""))).status()).isEqualTo(200);
        Eventually.isTrue(() -> status(key) == 429);
        assertThat(admin.send(admin.gateway("/v1/limits/tenants/limited").DELETE()).status()).isEqualTo(204);
        Eventually.isTrue(() -> status(key) == 200);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        RestCalls admin = platform.admin();
        RestAnswer none = admin.send(admin.gateway("/v1/keys/key_none").DELETE());
        assertThat(none.status()).as(none.toString()).isEqualTo(404);
        assertThat(none.toString()).contains("key_not_found");
        assertThat(admin.send(admin.gateway("/v1/limits/tenants/nobody").DELETE()).toString()).contains("limit_not_found");
    }

    private static JsonNode listed(String id) {
        RestCalls admin = platform.admin();
        for (JsonNode key : json(admin.get(admin.gateway("/v1/keys?limit=100"))).path("data")) {
            if (key.path("id").asText().equals(id)) {
                return key;
            }
        }
        throw new AssertionError(id + " is not in the list");
    }

    private static int status(String key) {
        RestCalls holder = platform.rest().as(key);
        return holder.get(holder.gateway("/v2")).status();
    }

    private static JsonNode json(RestAnswer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 299);
        return answer.json();
    }
}
