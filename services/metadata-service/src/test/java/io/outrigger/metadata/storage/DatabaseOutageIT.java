package io.outrigger.metadata.storage;

import static io.outrigger.metadata.testing.Bodies.model;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.registryview.RegistryView;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PostgreSQL stopped and started under a running registry, and under one that starts without it. */
class DatabaseOutageIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private final Rest rest = registry.rest();

    @Test
    void watchersKeepTheirCopyAndEverythingComesBackByItself() throws Exception {
        rest.post("/v1/models", model("kept", "v1"));
        RegistryView view = registry.view(0);
        Eventually.isTrue(() -> view.snapshot().model("kept").isPresent());

        registry.backends().stopPostgres();
        RestAnswer list = rest.get("/v1/models");
        assertThat(list.status()).isEqualTo(503);
        assertThat(list.code()).isEqualTo("dependency_unavailable");
        assertThat(list.message()).contains("database");
        assertThat(rest.post("/v1/models", model("lost", "v1")).code()).isEqualTo("dependency_unavailable");
        assertThat(view.resolve("kept", "stable").version().number()).isEqualTo(1);
        try (var late = registry.start(); RegistryView newcomer = RegistryView.watch(registry.channel(0))) {
            assertThat(newcomer.awaitLoaded(Duration.ofSeconds(5))).as("a watcher that comes meanwhile is served").isTrue();
            assertThat(registry.rest(late).get("/v1/models").code()).isEqualTo("dependency_unavailable");
            registry.backends().startPostgres();

            Eventually.isTrue(() -> rest.post("/v1/models", model("after", "v1")).status() == 201);
            Eventually.isTrue(() -> view.snapshot().model("after").isPresent() && newcomer.snapshot().model("after").isPresent());
            Eventually.isTrue(() -> registry.rest(late).get("/v1/models/after").status() == 200);
        }
        assertThat(rest.get("/v1/models/lost").status()).isEqualTo(404);
    }
}
