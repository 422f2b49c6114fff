package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.outrigger.client.RestAnswer;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.registry.v1.ListModelsRequest;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM under load, for each service's own process: what it has accepted, as {@link CallTally} defines it, is answered. */
class DrainIT {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final float[] PIXELS = Digits.pixels(PICTURE);
    private static final ModelInferRequest REQUEST = StockClient.request("2", PIXELS).build();
    private static final SubmitJobRequest JOB = SubmitJobRequest.newBuilder().setModel("sample-classifier").setVersion("v2")
            .setLines(ByteString.copyFromUtf8(JobRows.some(1, new Random(1)).rows().getFirst().line())).build();
    private static final Set<String> ACCEPTED = ConcurrentHashMap.newKeySet();
    private static final int CALLERS_OF_A_KIND = 3;
    private static final int CALLS_BEFORE_THE_SIGNAL = 300;
    private static final int CALLS_AFTER_REFUSAL = 3;

    /** More on demand: -Doutrigger.drain.rounds=100. */
    private static final int ROUNDS = Integer.getInteger("outrigger.drain.rounds", 1);

    private static JobCluster jobs;
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        jobs = new JobCluster();
        cluster = jobs.cluster;
    }

    @AfterAll
    static void stop() {
        jobs.close();
    }

    enum Service {
        MODEL_SERVER, ORCHESTRATOR, ROUTER, REGISTRY, BATCH_WORKER, GATEWAY;

        ServiceProcess process() {
            return switch (this) {
                case MODEL_SERVER -> cluster.modelServer;
                case ORCHESTRATOR -> cluster.orchestrator;
                case ROUTER -> cluster.router;
                case REGISTRY -> cluster.metadata;
                case BATCH_WORKER -> jobs.firstWorker();
                case GATEWAY -> cluster.gateway;
            };
        }

        /** A caller of REST, or of gRPC. */
        Caller caller(boolean rest, boolean keeps) {
            PlatformAccess access = cluster.access;
            return switch (this) {
                case MODEL_SERVER -> rest ? http(access.modelServerUrl(), "POST", "/v2/models/sample-classifier/versions/2/infer",
                        tensorJson(), keeps) : grpc(access.modelServerGrpc(), keeps);
                case ORCHESTRATOR -> rest ? http(cluster.url(8082), "GET", "/health/live", "", keeps)
                        : grpc(access.orchestratorGrpc(), keeps);
                case ROUTER -> rest ? http(cluster.url(8081), "GET", "/v1/routes", "", keeps) : grpc(access.routerGrpc(), keeps);
                case REGISTRY -> rest ? http(access.registryUrl(), "GET", "/v1/models/sample-classifier", "", keeps)
                        : new GrpcCaller(cluster.address(9083), access.token(), DrainIT::listModels, keeps);
                case BATCH_WORKER -> rest ? http(cluster.url(8084), "GET", "/v1/work", "", keeps)
                        : new GrpcCaller(cluster.address(9084), access.token(), DrainIT::submit, keeps);
                case GATEWAY -> rest ? http(access.gatewayUrl(), "POST", "/v1/infer", pictureJson(), keeps)
                        : grpc(access.gatewayGrpc(), keeps);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceThatIsToldToStopUnderLoadLosesNoCall(Service service) throws InterruptedException {
        CallTally tally = new CallTally();
        for (int round = 0; round < ROUNDS; round++) {
            jobs.startWhatIsDown();
            awaitServed(service);
            long before = tally.answeredCount();
            long refusedBefore = tally.refusedCount();
            AtomicBoolean ended = new AtomicBoolean();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Caller caller : callers(service)) {
                    threads.submit(() -> load(caller, tally, ended));
                }
                Eventually.passes(() -> assertThat(tally.answeredCount() - before).isGreaterThan(CALLS_BEFORE_THE_SIGNAL));
                if (round % 2 == 1) {
                    service.process().signal(); // impatience ends nothing sooner
                }
                assertThat(service.process().terminate()).isEqualTo(143);
                ended.set(true);
            }
            assertThat(tally.lostCalls()).as("accepted calls that were lost, until round %s: %s", round, tally).isEmpty();
            assertThat(tally.refusedCount() - refusedBefore).as("calls after the end").isPositive();
        }
        System.out.println(service + ", " + ROUNDS + " rounds: " + tally);
        if (service == Service.BATCH_WORKER) {
            jobs.startWhatIsDown();
            acceptedJobsComplete();
        }
    }

    private static void acceptedJobsComplete() {
        assertThat(ACCEPTED).isNotEmpty();
        for (String id : ACCEPTED) {
            Eventually.passes(() -> {
                RestAnswer job = cluster.user().get(cluster.user().gateway("/v1/jobs/" + id));
                assertThat(job.json().path("status").asText()).isEqualTo("completed");
            });
        }
    }

    /** Those behind the service may have been started anew, and have to be found again. */
    private static void awaitServed(Service service) {
        for (boolean rest : new boolean[] {true, false}) {
            try (Caller caller = service.caller(rest, true)) {
                Eventually.passes(() -> {
                    CallTally once = new CallTally();
                    caller.call(once);
                    assertThat(once.answeredCount()).as("%s", once.lostCalls()).isEqualTo(1);
                });
            }
        }
    }

    private static List<Caller> callers(Service service) {
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS_OF_A_KIND; i++) {
            callers.add(service.caller(true, true));
            callers.add(service.caller(true, false));
            callers.add(service.caller(false, true));
        }
        callers.add(service.caller(false, false));
        return callers;
    }

    /** Calls until nobody has listened for a few times. */
    private static void load(Caller caller, CallTally tally, AtomicBoolean ended) {
        int refusals = 0;
        try (caller) {
            while (refusals < CALLS_AFTER_REFUSAL && !ended.get()) {
                refusals = caller.call(tally) ? 0 : refusals + 1;
            }
        } catch (RuntimeException failed) {
            tally.lost(failed.toString());
        }
    }

    private static Caller http(String url, String method, String path, String json, boolean keeps) {
        String headers = "Content-Type: application/json\r\nAuthorization: Bearer " + cluster.access.token() + "\r\n";
        return new HttpCaller(url, method, path, headers, json.getBytes(StandardCharsets.UTF_8), keeps);
    }

    private static Caller grpc(String address, boolean keeps) {
        return new GrpcCaller(address, cluster.access.token(), DrainIT::infer, keeps);
    }

    private static void infer(Channel channel) {
        assertThat(GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS).modelInfer(REQUEST)
                .getRawOutputContentsCount()).isEqualTo(1);
    }

    private static void listModels(Channel channel) {
        assertThat(RegistryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS)
                .listModels(ListModelsRequest.getDefaultInstance()).getModelsCount()).isPositive();
    }

    private static void submit(Channel channel) {
        Metadata tenant = new Metadata();
        tenant.put(Metadata.Key.of("x-outrigger-tenant", Metadata.ASCII_STRING_MARSHALLER), "local");
        ACCEPTED.add(JobServiceGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(tenant))
                .withDeadlineAfter(30, TimeUnit.SECONDS).submitJob(JOB).getJob().getId());
    }

    private static String tensorJson() {
        return """
                {"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":%s}]}""".formatted(Arrays.toString(PIXELS));
    }

    private static String pictureJson() {
        return """
                {"model":"sample-classifier","version":"v2","input":{"image":"%s"}}"""
                .formatted(Base64.getEncoder().encodeToString(PICTURE));
    }
}
