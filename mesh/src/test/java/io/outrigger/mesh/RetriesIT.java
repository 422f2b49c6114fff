package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.outrigger.testing.RawBytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often the mesh makes a call that is answered UNAVAILABLE, hop by hop: once, or as often as the one hop that retries may. */
class RetriesIT {
    @RegisterExtension
    static final MeshExtension EXTENSION = new MeshExtension();

    private static final Map<String, CountingServer> SERVERS = new HashMap<>();
    private static final Map<String, Envoy> CALLERS = new HashMap<>();
    private static final Map<String, List<String>> SEEN = new TreeMap<>();

    @BeforeAll
    static void start() {
        Mesh mesh = EXTENSION.mesh();
        int number = 10;
        for (String name : new String[] {"sample-classifier", "inference-orchestrator", "model-router", "batch-worker", "metadata-service",
                "api-gateway"}) {
            CountingServer server = new CountingServer(Status.UNAVAILABLE.withDescription("refused and counted"));
            SERVERS.put(name, server);
            Workload workload = mesh.workload(name);
            Map<Integer, Integer> ports = new HashMap<>();
            workload.protocols().forEach((port, protocol) -> {
                if (protocol.equals("GRPC")) {
                    ports.put(port, server.port());
                }
            });
            CALLERS.put(name, mesh.add(workload.pod(++number, ports), workload.protocols()));
        }
        mesh.push();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(CountingServer::close);
        SEEN.forEach((hop, calls) -> EXTENSION.report("Calls that are answered UNAVAILABLE, " + hop, "%s", String.join(", ", calls)));
    }

    @ParameterizedTest
    @CsvSource({
            "inference-orchestrator, sample-classifier.outrigger-models, 8001, inference.GRPCInferenceService/ModelInfer, 3",
            "inference-orchestrator, sample-classifier.outrigger-models, 8001, inference.GRPCInferenceService/ModelStreamInfer, 1",
            "model-router, inference-orchestrator.outrigger, 9082, inference.GRPCInferenceService/ModelInfer, 1",
            "model-router, inference-orchestrator.outrigger, 9082, inference.GRPCInferenceService/ModelStreamInfer, 1",
            "api-gateway, model-router.outrigger, 9081, inference.GRPCInferenceService/ModelInfer, 1",
            "api-gateway, model-router.outrigger, 9081, inference.GRPCInferenceService/ModelStreamInfer, 1",
            "api-gateway, batch-worker.outrigger, 9084, outrigger.jobs.v1.JobService/SubmitJob, 1",
            "api-gateway, batch-worker.outrigger, 9084, outrigger.jobs.v1.JobService/UploadFile, 1",
            "api-gateway, batch-worker.outrigger, 9084, outrigger.jobs.v1.JobService/WatchJob, 1",
            "api-gateway, batch-worker.outrigger, 9084, outrigger.jobs.v1.JobService/CancelJob, 1",
            "api-gateway, batch-worker.outrigger, 9084, outrigger.jobs.v1.JobService/GetJob, 3",
            "api-gateway, metadata-service.outrigger, 9083, outrigger.registry.v1.RegistryService/ListModels, 3",
            "api-gateway, metadata-service.outrigger, 9083, outrigger.registry.v1.RegistryService/Watch, 1",
            "api-gateway, metadata-service.outrigger, 9083, outrigger.access.v1.AccessService/CreateKey, 1"
    })
    void aCallIsMadeAsOftenAsItsRouteSays(String caller, String service, int port, String method, int tries) {
        CountingServer server = SERVERS.get(service.substring(0, service.indexOf('.')));
        int before = server.tries(method);
        try (MeshCaller mesh = new MeshCaller(CALLERS.get(caller), service + ".svc.cluster.local:" + port)) {
            assertThat(call(mesh, method)).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(server.tries(method) - before).as(method).isEqualTo(tries);
        SEEN.computeIfAbsent(caller + " to " + service.replaceAll("\\..*", ""), _ -> new ArrayList<>())
                .add("%s is made %s".formatted(method.substring(method.indexOf('/') + 1), tries == 1 ? "once" : tries + " times"));
    }

    /** Envoy writes the time of a try into grpc-timeout, so the Envoy of a server that hangs may end the try before the caller's does. */
    @Test
    void aTryWhoseTimeIsOverIsMadeAgainBeforeAFleetAlone() {
        assertThat(triesOfADeadlineExceeded("inference-orchestrator", "sample-classifier.outrigger-models", 8001)).isEqualTo(3);
        assertThat(triesOfADeadlineExceeded("model-router", "inference-orchestrator.outrigger", 9082)).isEqualTo(1);
        EXTENSION.report("Calls that are answered DEADLINE_EXCEEDED",
                "inference-orchestrator to sample-classifier ModelInfer is made 3 times, model-router to inference-orchestrator once");
    }

    private static int triesOfADeadlineExceeded(String caller, String service, int port) {
        CountingServer server = SERVERS.get(service.substring(0, service.indexOf('.')));
        String method = "inference.GRPCInferenceService/ModelInfer";
        int before = server.tries(method);
        server.refuse(Status.DEADLINE_EXCEEDED);
        try (MeshCaller mesh = new MeshCaller(CALLERS.get(caller), service + ".svc.cluster.local:" + port)) {
            assertThat(call(mesh, method)).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        } finally {
            server.refuse(Status.UNAVAILABLE);
        }
        return server.tries(method) - before;
    }

    private static Status.Code call(MeshCaller mesh, String method) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.newBuilder(new RawBytes(), new RawBytes())
                .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName(method).build();
        try {
            ClientCalls.blockingUnaryCall(mesh.channel(), descriptor, CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
                    new byte[0]);
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }
}
