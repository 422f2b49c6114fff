package io.outrigger.metadata.watch;

import static io.outrigger.metadata.testing.Bodies.field;
import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.GetModelRequest;
import io.outrigger.proto.registry.v1.GetRevisionRequest;
import io.outrigger.proto.registry.v1.ListFleetsRequest;
import io.outrigger.proto.registry.v1.ListModelsRequest;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Batching;
import io.outrigger.registryview.RegistryView;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gRPC port: reads, and watching through breaks and across two instances. */
class WatchIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2).with("CHANGES_KEPT", "5");

    private final Rest rest = registry.rest();

    @Test
    void aChangeAtOneInstanceIsInForceAtTheOthersWatchers() throws Exception {
        RegistryView view = registry.view(1);
        rest.post("/v1/models", model("watched", "v1"));
        Eventually.isTrue(() -> view.snapshot().model("watched").isPresent());
        rest.post("/v1/models", model("watched", "v2"));
        rest.put("/v1/models/watched/aliases/canary", pointingAt("v2"));
        Eventually.isTrue(() -> view.snapshot().model("watched").orElseThrow().alias("canary").isPresent());
        String etag = rest.get("/v1/models/watched/aliases/stable").header("ETag");
        rest.put("/v1/models/watched/aliases/stable", pointingAt("v2"), "If-Match", etag);
        Eventually.isTrue(() -> view.snapshot().resolve("watched", "").version().number() == 2);
        rest.delete("/v1/models/watched?force=true");
        Eventually.isTrue(() -> view.snapshot().model("watched").isEmpty());
    }

    @Test
    void aWriteIsAnsweredWhenItIsInForceAtTheWatchers() throws Exception {
        RegistryView view = registry.view(0);
        Rest own = registry.rest(0);
        own.post("/v1/models", model("at-once", "v1"));
        own.post("/v1/models", model("at-once", "v2"));
        String etag = own.put("/v1/models/at-once/aliases/canary", pointingAt(1)).header("ETag");
        for (int round = 0; round < 30; round++) {
            long version = 1 + round % 2;
            RestAnswer moved = own.put("/v1/models/at-once/aliases/canary", pointingAt(version), "If-Match", etag);
            assertThat(moved.status()).as("%s", moved).isEqualTo(200);
            assertThat(view.snapshot().resolve("at-once", "canary").version().number()).as("round " + round).isEqualTo(version);
            etag = moved.header("ETag");
        }
        own.delete("/v1/models/at-once?force=true");
        assertThat(view.snapshot().model("at-once")).isEmpty();
    }

    @Test
    void aWatcherThatNeverSaysHowFarItIsIsWaitedForOnce() {
        var silent = stub().withDeadlineAfter(Duration.ofSeconds(60)).watch(WatchRequest.newBuilder().setWatcherId("silent").build());
        assertThat(silent.next().hasSnapshot()).isTrue();
        registry.rest(0).post("/v1/models", model("patient", "v1"));
        long started = System.nanoTime();
        for (int version = 2; version <= 20; version++) {
            assertThat(registry.rest(0).post("/v1/models", model("patient", "v" + version)).status()).isEqualTo(201);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).as("19 writes, none of which waits for the bound")
                .isLessThan(WatchConfig.withHeartbeat(WatchConfig.HEARTBEAT).acknowledgementPatience().multipliedBy(19));
    }

    @Test
    void aWatcherThatResumesGetsWhatItMissed() {
        WatchResponse snapshot = first(WatchRequest.getDefaultInstance());
        assertThat(snapshot.getSnapshot().getComplete()).isTrue();
        WatchRequest resume = WatchRequest.newBuilder()
                .setResumeAfterRevision(snapshot.getSnapshot().getRevision())
                .setRegistryId(snapshot.getSnapshot().getRegistryId())
                .setWriteId(snapshot.getSnapshot().getWriteId())
                .build();
        rest.post("/v1/models", model("missed", "v1"));

        WatchResponse change = first(resume);
        assertThat(change.getChange().getModelChanged().getName()).isEqualTo("missed");
        assertThat(change.getChange().getRevision()).isEqualTo(resume.getResumeAfterRevision() + 1);
        assertThat(first(resume.toBuilder().setWriteId("of a lost future").build()).hasSnapshot()).isTrue();
        assertThat(first(resume.toBuilder().setRegistryId("another").build()).hasSnapshot()).isTrue();
    }

    @Test
    void aWatcherThatIsTooFarBehindOrTooFarAheadGetsASnapshot() throws Exception {
        var seen = first(WatchRequest.getDefaultInstance()).getSnapshot();
        for (int i = 1; i <= 6; i++) {
            rest.post("/v1/models", model("pruned", "v" + i));
        }
        long written = stub().getRevision(GetRevisionRequest.getDefaultInstance()).getRevision();
        Eventually.isTrue(() -> first(WatchRequest.getDefaultInstance()).getSnapshot().getRevision() >= written);
        var behind = WatchRequest.newBuilder().setResumeAfterRevision(seen.getRevision()).setRegistryId(seen.getRegistryId()).build();
        assertThat(first(behind).hasSnapshot()).isTrue();
        assertThat(first(behind.toBuilder().setResumeAfterRevision(1_000_000).build()).hasSnapshot()).isTrue();
        assertThatThrownBy(() -> first(behind.toBuilder().setResumeAfterRevision(-1).build())).isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void heartbeatsComeWhenNothingHappens() {
        Iterator<WatchResponse> events = stub().withDeadlineAfter(Duration.ofSeconds(5)).watch(WatchRequest.getDefaultInstance());
        long revision = events.next().getSnapshot().getRevision();

        assertThat(events.next().getHeartbeat().getRevision()).isGreaterThanOrEqualTo(revision);
        assertThat(events.next().hasHeartbeat()).isTrue();
    }

    @Test
    void modelsAndFleetsAreReadOneByOneAndInPages() {
        rest.post("/v1/models", model("grpc-a", "v1"));
        rest.post("/v1/models", model("grpc-b", "v1"));

        assertThat(stub().getModel(GetModelRequest.newBuilder().setName("grpc-a").build()).getModel().getVersions(0).getNumber())
                .isEqualTo(1);
        assertThatThrownBy(() -> stub().getModel(GetModelRequest.newBuilder().setName("nobody").build())).hasMessageContaining("NOT_FOUND");
        assertThatThrownBy(() -> stub().getModel(GetModelRequest.getDefaultInstance())).hasMessageContaining("INVALID_ARGUMENT");
        assertThatThrownBy(() -> stub().listModels(ListModelsRequest.newBuilder().setPageSize(-1).build()))
                .hasMessageContaining("page_size");
        var page = stub().listModels(ListModelsRequest.newBuilder().setPageSize(1).build());
        assertThat(page.getModelsList()).hasSize(1);
        assertThat(stub().listModels(ListModelsRequest.newBuilder().setPageToken(page.getNextPageToken()).build()).getModelsList())
                .isNotEmpty();
        assertThat(stub().listFleets(ListFleetsRequest.getDefaultInstance()).getFleetsList()).isNotEmpty();
    }

    @Test
    void whatAModelAndAFleetSayOfThemselvesIsWatchedAndRead() throws Exception {
        RegistryView view = registry.view(1);
        rest.post("/v1/models", model("alone", "v1", field("batching", "off")));
        rest.put("/v1/fleets/counted", """
                {"address":"counted:8001","replicas":4}""");
        Eventually.isTrue(() -> view.snapshot().fleet("counted").isPresent());
        assertThat(view.snapshot().fleet("counted").orElseThrow().replicas()).isEqualTo(4);
        assertThat(view.snapshot().model("alone").orElseThrow().batching()).isEqualTo(Batching.OFF);
        rest.send("PATCH", "/v1/models/alone", "{" + field("batching", "on") + "}", "If-Match", "*");
        Eventually.isTrue(() -> view.snapshot().model("alone").orElseThrow().batching() == Batching.ON);

        rest.send("PATCH", "/v1/models/alone", "{" + field("batching", "off") + "}", "If-Match", "*");
        assertThat(stub().getModel(GetModelRequest.newBuilder().setName("alone").build()).getModel().getBatchingOff()).isTrue();
        assertThat(stub().listModels(ListModelsRequest.newBuilder().setPageSize(500).build()).getModelsList())
                .filteredOn(Model::getBatchingOff).extracting(Model::getName).containsExactly("alone");
        assertThat(stub().listFleets(ListFleetsRequest.getDefaultInstance()).getFleetsList())
                .extracting(Fleet::getName, Fleet::getReplicas).contains(tuple("counted", 4), tuple("default", 0));
    }

    @Test
    void howFarTheRegistryIsIncludesEveryWriteThatWasAnswered() {
        var other = RegistryServiceGrpc.newBlockingStub(registry.channel(1));
        long last = other.getRevision(GetRevisionRequest.getDefaultInstance()).getRevision();
        for (int i = 1; i <= 50; i++) {
            rest.put("/v1/fleets/far", fleet("far:" + (1_000 + i)));
            long now = other.getRevision(GetRevisionRequest.getDefaultInstance()).getRevision();
            assertThat(now).as("at the other instance, after write " + i).isGreaterThan(last);
            last = now;
        }
        assertThat(other.getRevision(GetRevisionRequest.getDefaultInstance()).getRegistryId())
                .isEqualTo(first(WatchRequest.getDefaultInstance()).getSnapshot().getRegistryId());
    }

    @Test
    void whatOneInstanceHasRegisteredTheOthersWatchersNeverCallUnknown() throws Exception {
        RegistryView view = registry.view(1);
        for (int i = 1; i <= 100; i++) {
            String name = "at-once-" + i;
            assertThat(rest.post("/v1/models", model(name, "v1")).status()).isEqualTo(201);
            assertThat(view.resolve(name, "v1").model().name()).isEqualTo(name);
        }
    }

    private static RegistryServiceGrpc.RegistryServiceBlockingStub stub() {
        ManagedChannel channel = registry.channel(0);
        return RegistryServiceGrpc.newBlockingStub(channel);
    }

    /** The first event that is no heartbeat. */
    private static WatchResponse first(WatchRequest request) {
        Iterator<WatchResponse> events = stub().withDeadlineAfter(Duration.ofSeconds(10)).watch(request);
        WatchResponse event = events.next();
        while (event.hasHeartbeat()) {
            event = events.next();
        }
        return event;
    }
}
