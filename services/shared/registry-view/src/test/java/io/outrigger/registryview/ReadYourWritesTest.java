package io.outrigger.registryview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.registry.v1.Change;
import io.outrigger.proto.registry.v1.GetRevisionRequest;
import io.outrigger.proto.registry.v1.GetRevisionResponse;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.Snapshot;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.ModelMapping;
import io.outrigger.registry.Resolution;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A view is current before it says that something is unknown, against a registry in this process that does what the test says. */
class ReadYourWritesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CompletableFuture<StreamObserver<WatchResponse>> watching = new CompletableFuture<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long revision = 5;
    private volatile Status failure = Status.OK;
    private volatile CountDownLatch asked = new CountDownLatch(1);
    private volatile Semaphore answering = new Semaphore(1_000_000);
    private Server server;
    private ManagedChannel channel;
    private RegistryView view;

    private void start(Duration patience, Duration interval) throws Exception {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name).addService(new Registry()).build().start();
        channel = InProcessChannelBuilder.forName(name).build();
        view = RegistryView.watch(
                channel, new RegistryViewConfig(LONG, Duration.ofMillis(1), Duration.ofMillis(20), patience, interval), Clock.systemUTC());
        watching.get(10, TimeUnit.SECONDS).onNext(WatchResponse.newBuilder().setSnapshot(Snapshot.newBuilder()
                .setRevision(5).setRegistryId("r").setComplete(true).addModels(ModelMapping.toProto(Examples.model("old", 5)))).build());
        assertThat(view.awaitLoaded(Duration.ofSeconds(10))).isTrue();
    }

    private final class Registry extends RegistryServiceGrpc.RegistryServiceImplBase {

        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> events) {
            watching.complete(events);
        }

        @Override
        public void getRevision(GetRevisionRequest request, StreamObserver<GetRevisionResponse> caller) {
            questions.incrementAndGet();
            long now = revision;
            asked.countDown();
            answering.acquireUninterruptibly();
            if (!failure.isOk()) {
                caller.onError(failure.asRuntimeException());
                return;
            }
            caller.onNext(GetRevisionResponse.newBuilder().setRegistryId("r").setRevision(now).build());
            caller.onCompleted();
        }
    }

    @AfterEach
    void stop() {
        callers.shutdownNow();
        view.close();
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void whatWasRegisteredAMomentAgoIsWaitedFor() throws Exception {
        start(LONG, Duration.ZERO);
        revision = 6;

        Future<Resolution> resolved = callers.submit(() -> view.resolve("new", ""));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        arrives(6, "new");

        assertThat(resolved.get(10, TimeUnit.SECONDS).model().name()).isEqualTo("new");
    }

    @Test
    void whatIsKnownCostsNoQuestion() throws Exception {
        start(LONG, Duration.ZERO);

        assertThat(view.resolve("old", "v1").version().number()).isEqualTo(1);
        assertThat(questions).hasValue(0);
    }

    @Test
    void whatIsUnknownToACurrentCopyIsUnknown() throws Exception {
        start(LONG, Duration.ZERO);

        assertUnknown("ghost", "", ErrorCode.MODEL_NOT_FOUND, "There is no model 'ghost' in the registry.");
        assertThat(questions).hasValue(1);
        assertThatThrownBy(() -> view.resolve("old", "nightly")).hasMessageContaining("no version or alias 'nightly'");
        assertThat(questions).hasValue(2);
        assertThatThrownBy(() -> view.resolve("old", "v99")).hasMessageContaining("no version v99");
        assertThat(questions).hasValue(3);
    }

    @Test
    void aLookThatBeganBeforeTheQuestionDoesNotAnswerIt() throws Exception {
        start(LONG, Duration.ZERO);
        answering = new Semaphore(0);
        Future<Resolution> early = callers.submit(() -> view.resolve("new", ""));
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        revision = 6;
        CountDownLatch lateOnItsWay = new CountDownLatch(1);
        Future<Resolution> late = callers.submit(() -> {
            lateOnItsWay.countDown();
            return view.resolve("new", "");
        });
        assertThat(lateOnItsWay.await(10, TimeUnit.SECONDS)).isTrue();
        asked = new CountDownLatch(1);
        answering.release(1_000);
        assertThatThrownBy(() -> early.get(10, TimeUnit.SECONDS)).hasMessageContaining("no model 'new'");
        assertThat(asked.await(10, TimeUnit.SECONDS)).as("another look").isTrue();
        arrives(6, "new");

        assertThat(late.get(10, TimeUnit.SECONDS).model().name()).isEqualTo("new");
    }

    @Test
    void aRegistryThatIsAwayLeavesTheCopyToAnswer() throws Exception {
        start(LONG, Duration.ZERO);
        failure = Status.UNAVAILABLE;

        assertUnknown("ghost", "", ErrorCode.MODEL_NOT_FOUND, "There is no model 'ghost' in the registry. The registry cannot be "
                + "reached at the moment, so this is what was known before.");
    }

    @Test
    void anOlderRegistryThatCannotSayLeavesTheCopyToAnswer() throws Exception {
        start(LONG, Duration.ZERO);
        failure = Status.UNIMPLEMENTED;

        assertThatThrownBy(() -> view.resolve("ghost", "")).hasMessageStartingWith("There is no model 'ghost' in the registry.");
    }

    @Test
    void aCopyThatIsKnownToBeBehindDoesNotSayUnknown() throws Exception {
        start(Duration.ofMillis(200), Duration.ZERO);
        revision = 6;

        assertUnknown("new", "", ErrorCode.DEPENDENCY_UNAVAILABLE,
                "There is no model 'new' in the registry. The registry has changes that have not arrived here yet.");
        revision = 5;
        assertUnknown("new", "", ErrorCode.MODEL_NOT_FOUND, "There is no model 'new' in the registry.");
    }

    @Test
    void theCallersDeadlineIsNeverPassed() throws Exception {
        start(LONG, Duration.ZERO);
        answering = new Semaphore(0);
        try (var scheduler = Executors.newSingleThreadScheduledExecutor();
                var context = Context.current().withDeadlineAfter(200, TimeUnit.MILLISECONDS, scheduler)) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> context.call(() -> view.resolve("ghost", ""))).hasMessageContaining("cannot be reached");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONG.dividedBy(2));
        }
        answering.release(1_000);
    }

    @Test
    void aFloodOfUnknownNamesIsFewQuestions() throws Exception {
        Duration interval = Duration.ofMillis(50);
        start(LONG, interval);
        long begun = System.nanoTime();
        List<Future<?>> flood = new ArrayList<>();
        for (int caller = 0; caller < 50; caller++) {
            String name = "ghost-" + caller + "-";
            flood.add(callers.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    assertUnknown(name + i, "", ErrorCode.MODEL_NOT_FOUND, "There is no model '" + name + i + "' in the registry.");
                }
            }));
        }
        for (Future<?> caller : flood) {
            caller.get(60, TimeUnit.SECONDS);
        }
        long intervals = Duration.ofNanos(System.nanoTime() - begun).dividedBy(interval);

        assertThat(questions.get()).as("for 1,000 unknown names").isLessThanOrEqualTo((int) intervals + 1);
    }

    private void assertUnknown(String model, String version, ErrorCode code, String sentence) {
        assertThatThrownBy(() -> view.resolve(model, version)).hasMessage(sentence)
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void arrives(long changed, String model) throws Exception {
        watching.get(10, TimeUnit.SECONDS).onNext(WatchResponse.newBuilder().setChange(Change.newBuilder()
                .setRevision(changed).setModelChanged(ModelMapping.toProto(Examples.model(model, changed)))).build());
    }
}
