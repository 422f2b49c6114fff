package io.outrigger.metadata;

import static io.outrigger.metadata.testing.Bodies.description;
import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.metadata.testing.AccessCalls;
import io.outrigger.metadata.testing.DatabaseCopy;
import io.outrigger.metadata.testing.KeyWatcher;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StallingProxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database is restored from an older copy, while instances of the registry, their watchers and Redis know the future that is lost. */
class RestoreIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    private final Rest one = registry.rest(0);
    private final Rest other = registry.rest(1);

    @Test
    void readsAnswerWhatTheDatabaseHas() throws Exception {
        RegistryView view = registry.view(0);
        twoVersions("read");
        one.send("PATCH", "/v1/models/read", description("kept"), "If-Match", "*");
        try (var before = DatabaseCopy.take(registry.backends())) {
            one.put("/v1/models/read/aliases/canary", pointingAt(2), "If-Match", "*");
            one.send("PATCH", "/v1/models/read", description("lost"), "If-Match", "*");
            one.post("/v1/models", model("lost", "v1"));
            Eventually.isTrue(() -> said(other).equals("lost") && view.snapshot().resolve("read", "canary").version().number() == 2);

            before.putBack();

            Eventually.isTrue(() -> said(one).equals("kept") && said(other).equals("kept"));
            Eventually.isTrue(() -> view.snapshot().resolve("read", "canary").version().number() == 1);
            assertThat(other.get("/v1/models/read/aliases/canary").json().path("version").asText()).isEqualTo("v1");
            assertThat(other.get("/v1/models/lost").status()).isEqualTo(404);
            // What was lost keeps no place in Redis.
            Eventually.isTrue(() -> hits(() -> one.get("/v1/models/read")) > 0);
        }
    }

    @Test
    void anETagOfTheLostFutureMatchesNothingThatHasItsRevision() throws Exception {
        twoVersions("tagged");
        try (var before = DatabaseCopy.take(registry.backends())) {
            String lostAlias = one.put("/v1/models/tagged/aliases/canary", pointingAt(2), "If-Match", "*").header("ETag");
            String lostModel = one.send("PATCH", "/v1/models/tagged", description("lost"), "If-Match", "*").header("ETag");

            before.putBack();

            Eventually.isTrue(() -> one.get("/v1/models/tagged").json().path("description").asText().isEmpty());
            String alias = one.put("/v1/models/tagged/aliases/canary", pointingAt(1), "If-Match", "*").header("ETag");
            String model = one.send("PATCH", "/v1/models/tagged", description("another"), "If-Match", "*").header("ETag");
            assertThat(List.of(revision(alias), revision(model))).containsExactly(revision(lostAlias), revision(lostModel));
            assertThat(one.get("/v1/models/tagged", "If-None-Match", lostModel).status()).isEqualTo(200);
            assertThat(one.get("/v1/models/tagged", "If-None-Match", model).status()).isEqualTo(304);
            assertThat(one.put("/v1/models/tagged/aliases/canary", pointingAt(2), "If-Match", lostAlias).status()).isEqualTo(412);
            assertThat(one.put("/v1/models/tagged/aliases/canary", pointingAt(2), "If-Match", alias).status()).isEqualTo(200);
        }
    }

    private static String revision(String etag) {
        return etag.substring(0, etag.indexOf('-'));
    }

    @Test
    void aRegistryThatHasGrownPastTheLostFutureIsNotTakenForItsContinuation() throws Exception {
        twoVersions("grown");
        AccessCalls access = new AccessCalls(registry.channel(0));
        try (var way = new StallingProxy(registry.server(0)::grpcPort); var before = DatabaseCopy.take(registry.backends())) {
            ManagedChannel channel = Channels.toService(new HostPort("127.0.0.1", way.port()), 4 << 20, Telemetry.local("test"));
            for (int i = 1; i <= 8; i++) {
                one.put("/v1/fleets/grown-" + i, fleet("grown-" + i + ":8001"));
                access.create("grown " + i);
            }
            try (var grown = DatabaseCopy.take(registry.backends()); var away = RegistryView.watch(channel);
                    var near = registry.view(0); var keys = KeyWatcher.start(registry.channel(0))) {
                before.putBack();
                Eventually.isTrue(() -> one.get("/v1/fleets/grown-1").status() == 404 && near.snapshot().fleet("grown-1").isEmpty());
                one.put("/v1/models/grown/aliases/canary", pointingAt(2), "If-Match", "*");
                Key lost = access.create("lost");
                Eventually.isTrue(() -> away.snapshot().resolve("grown", "canary").version().number() == 2 && keys.knows(lost));
                Eventually.isTrue(() -> aliasIs(other, "v2"));
                way.stall();
                way.cut();

                grown.putBack();

                Eventually.isTrue(() -> near.snapshot().resolve("grown", "canary").version().number() == 1);
                Eventually.isTrue(() -> !keys.keys().containsKey(lost.getId()) && keys.keys().size() >= 8);
                way.flow();
                Eventually.isTrue(() -> away.snapshot().resolve("grown", "canary").version().number() == 1);
                assertThat(away.snapshot().fleet("grown-8")).isPresent();
                Eventually.isTrue(() -> aliasIs(one, "v1") && aliasIs(other, "v1"));
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void twoVersions(String name) {
        one.post("/v1/models", model(name, "v1"));
        one.post("/v1/models", model(name, "v2"));
        one.put("/v1/models/" + name + "/aliases/canary", pointingAt(1));
    }

    private static String said(Rest rest) {
        return rest.get("/v1/models/read").json().path("description").asText();
    }

    private static boolean aliasIs(Rest rest, String version) {
        return rest.get("/v1/models/grown/aliases/canary").json().path("version").asText().equals(version);
    }

    private static double hits(Runnable work) {
        double before = registry.metric("cache_hits_total");
        work.run();
        return registry.metric("cache_hits_total") - before;
    }
}
