package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Canary and promotion as a person does them, with a running platform and no restart. */
class AliasIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @AfterEach
    void aliasesAreAsTheyWere() {
        if (platform.admin().alias("canary").status() == 200) {
            platform.admin().removeAlias("canary");
        }
        platform.admin().pointAlias("stable", "v1", platform.admin().alias("stable").header("ETag"));
        Eventually.passes(() -> assertThat(versionServed("")).isEqualTo("v1"));
    }

    @Test
    void anAliasIsServedWithinASecondOfBeingSet() {
        assertThat(platform.rest().classify(PICTURE, "canary").status()).isEqualTo(404);
        RestAnswer set = platform.admin().pointAlias("canary", "v2", "");
        assertThat(set.status()).as(set.toString()).isIn(200, 201);
        Eventually.passes(() -> assertThat(versionServed("canary")).isEqualTo("v2"));
        assertThat(versionServed("")).as("default traffic stays").isEqualTo("v1");
    }

    @Test
    void whatTheRegistryHasAnsweredIsInForceForTheNextRequest() {
        String etag = platform.admin().pointAlias("canary", "v1", "").header("ETag");
        try (StockClient client = platform.grpc()) {
            var request = StockClient.request("canary", Digits.pixels(PICTURE)).build();
            for (int round = 0; round < 20; round++) {
                String version = round % 2 == 0 ? "v2" : "v1";
                RestAnswer moved = platform.admin().pointAlias("canary", version, etag);
                assertThat(moved.status()).as(moved.toString()).isEqualTo(200);
                if (round % 4 < 2) {
                    assertThat(versionServed("canary")).as("round " + round).isEqualTo(version);
                } else {
                    assertThat("v" + client.infer(request).getModelVersion()).as("round " + round).isEqualTo(version);
                }
                etag = moved.header("ETag");
            }
        }
        platform.admin().removeAlias("canary");
        assertThat(platform.rest().classify(PICTURE, "canary").status()).isEqualTo(404);
    }

    @Test
    void promotingToStableMovesDefaultTraffic() {
        RestAnswer promoted = platform.admin().pointAlias("stable", "v2", platform.admin().alias("stable").header("ETag"));
        assertThat(promoted.status()).as(promoted.toString()).isEqualTo(200);
        Eventually.passes(() -> assertThat(versionServed("")).isEqualTo("v2"));
        try (StockClient client = platform.grpc()) {
            assertThat(client.infer(StockClient.request("", Digits.pixels(PICTURE)).build()).getModelVersion()).isEqualTo("2");
        }
    }

    @Test
    void aPromotionThatHasSeenAnOlderStateIsRefused() {
        RestAnswer stale = platform.admin().pointAlias("stable", "v2", "\"12345678\"");
        assertThat(stale.status()).as(stale.toString()).isEqualTo(412);
        assertThat(stale.json().path("code").asText()).isEqualTo("stale_revision");
        assertThat(versionServed("")).isEqualTo("v1");
    }

    @Test
    void ofFiftyPromotionsAtOnceOneWins() throws InterruptedException, ExecutionException {
        String etag = platform.admin().alias("stable").header("ETag");
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(callers.submit(() -> Eventually.answer(
                        () -> platform.admin().pointAlias("stable", "v2", etag).status(), status -> status != 503)));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).containsOnly(200, 412);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
    }

    private static String versionServed(String requested) {
        return platform.rest().classify(PICTURE, requested).json().path("version").asText();
    }
}
