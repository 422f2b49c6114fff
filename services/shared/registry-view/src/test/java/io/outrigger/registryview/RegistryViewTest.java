package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.registry.v1.AcknowledgeRequest;
import io.outrigger.proto.registry.v1.AcknowledgeResponse;
import io.outrigger.proto.registry.v1.Change;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.ModelMapping;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A view against a registry in this process that does what the test says. */
class RegistryViewTest {

    private static final RegistryViewConfig QUICK =
            new RegistryViewConfig(Duration.ofSeconds(3), Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(1),
                    Duration.ZERO);

    private record Stream(WatchRequest request, StreamObserver<WatchResponse> events) {
    }

    private final BlockingQueue<Stream> streams = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<AcknowledgeRequest> acknowledged = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<RegistrySnapshot> seen = new ArrayBlockingQueue<>(100);
    private Server server;
    private ManagedChannel channel;
    private RegistryView view;

    @BeforeEach
    void start() throws Exception {
        server = InProcessServerBuilder.forName("registry").addService(new RegistryServiceGrpc.RegistryServiceImplBase() {
            @Override
            public void watch(WatchRequest request, StreamObserver<WatchResponse> events) {
                streams.add(new Stream(request, events));
            }

            @Override
            public void acknowledge(AcknowledgeRequest request, StreamObserver<AcknowledgeResponse> caller) {
                acknowledged.add(request);
                caller.onNext(AcknowledgeResponse.getDefaultInstance());
                caller.onCompleted();
            }
        }).build().start();
        channel = InProcessChannelBuilder.forName("registry").build();
        view = RegistryView.watch(channel, QUICK, Clock.systemUTC());
        view.onChange(seen::add);
    }

    @AfterEach
    void stop() {
        view.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void nothingIsKnownUntilTheFirstSnapshot() throws Exception {
        assertThat(view.loaded()).isFalse();
        assertThat(view.notReadyReason()).isPresent();
        assertThat(view.lastContact()).isEmpty();
        assertThatThrownBy(() -> view.resolve("m", "")).hasMessageContaining("not been reached");

        nextStream().events().onNext(snapshot(5, "m"));
        assertThat(nextSeen().models()).containsOnlyKeys("m");
        assertThat(view.awaitLoaded(Duration.ofSeconds(5))).isTrue();
        assertThat(view.resolve("m", "").version().number()).isEqualTo(1);
        assertThat(view.lastContact()).isPresent();
    }

    @Test
    void theRegistryIsToldHowFarTheCopyIsWhenItIsThatFar() throws Exception {
        Stream stream = nextStream();
        stream.events().onNext(snapshot(5, "m"));
        assertThat(nextSeen().revision()).isEqualTo(5);
        AcknowledgeRequest first = acknowledged.poll(10, TimeUnit.SECONDS);
        assertThat(first).isEqualTo(AcknowledgeRequest.newBuilder().setWatcherId(stream.request().getWatcherId()).setRevision(5).build());
        assertThat(first.getWatcherId()).isNotEmpty();
        stream.events().onNext(WatchResponse.newBuilder().setChange(Change.newBuilder().setRevision(6).setModelDeleted("m")).build());
        assertThat(acknowledged.poll(10, TimeUnit.SECONDS).getRevision()).isEqualTo(6);
        assertThat(view.snapshot().model("m")).isEmpty();
    }

    @Test
    void aBrokenStreamIsTakenUpWhereItEndedAndTheCopyServesMeanwhile() throws Exception {
        Stream first = nextStream();
        first.events().onNext(snapshot(5, "m"));
        nextSeen();
        first.events().onError(Status.UNAVAILABLE.asRuntimeException());

        Stream second = nextStream();
        assertThat(view.snapshot().models()).containsOnlyKeys("m");
        assertThat(second.request().getResumeAfterRevision()).isEqualTo(5);
        assertThat(second.request().getRegistryId()).isEqualTo("r");
        second.events().onNext(WatchResponse.newBuilder().setChange(Change.newBuilder().setRevision(6).setModelDeleted("m")).build());
        assertThat(nextSeen().models()).isEmpty();
    }

    @Test
    void silenceIsABreak() throws Exception {
        nextStream().events().onNext(snapshot(5, "m"));

        assertThat(nextStream().request().getResumeAfterRevision()).isEqualTo(5);
        assertThat(nextStream().request().getResumeAfterRevision()).as("and again").isEqualTo(5);
    }

    @Test
    void aListenerThatFailsStopsNobody() throws Exception {
        view.onChange(snapshot -> {
            throw new IllegalStateException("a test's listener that always fails");
        });
        Stream stream = nextStream();
        stream.events().onNext(snapshot(5, "m"));
        stream.events().onNext(snapshot(6, "n"));

        assertThat(nextSeen().revision()).isEqualTo(5);
        assertThat(nextSeen().revision()).isEqualTo(6);
    }

    @Test
    void theBackoffGrowsToItsLimitAndVaries() {
        var config = RegistryViewConfig.DEFAULT;
        assertThat(config.backoff().rest(1, 1)).isEqualTo(Duration.ofMillis(25));
        assertThat(config.backoff().rest(2, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(config.backoff().rest(1_000_000, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.backoff().rest(1_000_000, 1)).isEqualTo(Duration.ofMillis(500));
    }

    private Stream nextStream() throws InterruptedException {
        Stream stream = streams.poll(10, TimeUnit.SECONDS);
        assertThat(stream).as("a stream").isNotNull();
        return stream;
    }

    private RegistrySnapshot nextSeen() throws InterruptedException {
        RegistrySnapshot snapshot = seen.poll(10, TimeUnit.SECONDS);
        assertThat(snapshot).as("a change that the listener sees").isNotNull();
        return snapshot;
    }

    private static WatchResponse snapshot(long revision, String model) {
        return WatchResponse.newBuilder().setSnapshot(Snapshot.newBuilder()
                .setRevision(revision)
                .setRegistryId("r")
                .setComplete(true)
                .addModels(ModelMapping.toProto(Examples.model(model, revision)))).build();
    }
}
