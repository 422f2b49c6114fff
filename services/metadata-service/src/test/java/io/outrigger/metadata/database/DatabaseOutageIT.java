package io.outrigger.metadata.database;

import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.metadata.testing.Rest.Answer;
import io.outrigger.registryview.RegistryView;
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
        eventually(() -> view.snapshot().model("kept").isPresent());

        registry.backends().stopPostgres();
        Answer list = rest.get("/v1/models");
        assertThat(list.status()).isEqualTo(503);
        assertThat(list.code()).isEqualTo("dependency_unavailable");
        assertThat(list.message()).contains("database");
        assertThat(rest.post("/v1/models", model("lost", "v1")).code()).isEqualTo("dependency_unavailable");
        assertThat(view.resolve("kept", "stable").version().number()).isEqualTo(1);
        try (var late = registry.start(); RegistryView newcomer = RegistryView.watch(registry.channel(0))) {
            assertThat(newcomer.awaitLoaded(Duration.ofSeconds(5))).as("a watcher that comes meanwhile is served").isTrue();
            assertThat(registry.rest(late).get("/v1/models").code()).isEqualTo("dependency_unavailable");
            registry.backends().startPostgres();

            eventually(() -> rest.post("/v1/models", model("after", "v1")).status() == 201);
            eventually(() -> view.snapshot().model("after").isPresent() && newcomer.snapshot().model("after").isPresent());
            eventually(() -> registry.rest(late).get("/v1/models/after").status() == 200);
        }
        assertThat(rest.get("/v1/models/lost").status()).isEqualTo(404);
    }
}
