package io.outrigger.metadata.aliases;

import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.Eventually;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Aliases over REST, on two instances. */
class AliasIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    private final Rest rest = registry.rest();

    @BeforeAll
    static void registerModel() {
        registry.rest().post("/v1/models", model("m", "v1"));
        registry.rest().post("/v1/models", model("m", "v2"));
    }

    @Test
    void fiftyPromotionsFromOneStateHaveOneWinner() throws Exception {
        rest.put("/v1/models/m/aliases/race", pointingAt("v1"));
        String etag = rest.get("/v1/models/m/aliases/race").header("ETag");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<RestAnswer>> promotions = IntStream.range(0, 50)
                    .<Callable<RestAnswer>>mapToObj(i -> () -> Eventually.answer(() -> registry.rest(i % 2).put(
                            "/v1/models/m/aliases/race", pointingAt(i % 3 == 0 ? "v1" : "v2"), "If-Match", etag),
                            answer -> answer.status() != 503))
                    .toList();
            List<RestAnswer> answers = callers.invokeAll(promotions).stream().map(Future::resultNow).toList();

            List<RestAnswer> winners = answers.stream().filter(answer -> answer.status() == 200).toList();
            assertThat(winners).hasSize(1);
            assertThat(registry.rest(1).get("/v1/models/m/aliases/race").json().path("version"))
                    .isEqualTo(winners.getFirst().json().path("version"));
            assertThat(answers.stream().filter(answer -> answer.status() == 412)).hasSize(49)
                    .allMatch(a -> a.code().equals("stale_revision"));
        }
    }

    @Test
    void aNewAliasNeedsNoConditionAndAnOldOneDoes() {
        RestAnswer created = rest.put("/v1/models/m/aliases/canary", pointingAt("v1"));
        assertThat(created.status()).isEqualTo(201);
        RestAnswer repeated = rest.put("/v1/models/m/aliases/canary", pointingAt("1"));
        assertThat(repeated.status()).isEqualTo(200);
        assertThat(repeated.header("ETag")).isEqualTo(created.header("ETag"));

        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v2")).code()).isEqualTo("precondition_required");
        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v2"), "If-None-Match", "*").code())
                .isEqualTo("stale_revision");
        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v2"), "If-Match", "W/" + created.header("ETag")).status())
                .isEqualTo(412);
        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v2"), "If-Match", "\"1\", " + created.header("ETag")).status())
                .isEqualTo(200);
        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v1"), "If-Match", "*").status()).isEqualTo(200);
        assertThat(rest.put("/v1/models/m/aliases/nobody", pointingAt("v1"), "If-Match", "*").status()).isEqualTo(412);
        assertThat(rest.put("/v1/models/m/aliases/canary", pointingAt("v2"), "If-Match", "42").code()).isEqualTo("invalid_header");
    }

    @Test
    void anAliasCannotLeadNowhereAndTheDefaultCannotGo() {
        assertThat(rest.put("/v1/models/m/aliases/next", pointingAt("v9")).code()).isEqualTo("version_not_found");
        assertThat(rest.put("/v1/models/m/aliases/v7", pointingAt("v1")).code()).isEqualTo("invalid_version");
        assertThat(rest.put("/v1/models/nobody/aliases/next", pointingAt("v1")).code()).isEqualTo("model_not_found");
        assertThat(rest.get("/v1/models/m/aliases/next").code()).isEqualTo("alias_not_found");
        assertThat(rest.delete("/v1/models/m/aliases/stable").code()).isEqualTo("in_use");
    }

    @Test
    void deletingAndMakingAnewDoesNotBringAnOldEtagBack() {
        String first = rest.put("/v1/models/m/aliases/again", pointingAt("v1")).header("ETag");
        assertThat(rest.delete("/v1/models/m/aliases/again", "If-Match", "\"0\"").status()).isEqualTo(412);
        assertThat(rest.delete("/v1/models/m/aliases/again", "If-Match", first).status()).isEqualTo(204);
        rest.put("/v1/models/m/aliases/again", pointingAt("v1"));

        assertThat(rest.put("/v1/models/m/aliases/again", pointingAt("v2"), "If-Match", first).status()).isEqualTo(412);
        assertThat(rest.get("/v1/models/m/aliases").json().path("aliases").toString()).contains("""
                {"alias":"again","version":"v1"}""");
    }
}
