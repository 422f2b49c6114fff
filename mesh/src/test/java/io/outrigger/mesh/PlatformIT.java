package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The services' jars behind real Envoys, called from outside through the ingress, while some of them die and some are told to stop. */
class PlatformIT {
    @RegisterExtension
    static final MeshExtension EXTENSION = new MeshExtension();

    private static final int CALLERS = 4;
    private static final String INFER = """
            {"model":"sample-classifier","input":{"tensors":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","data":[%s]}]}}"""
            .formatted("0,".repeat(783) + "0");

    private static Mesh mesh;
    private static Platform platform;
    private static EdgeCaller edge;
    private static String token;

    @BeforeAll
    static void start() {
        mesh = EXTENSION.mesh();
        platform = new Platform(mesh);
        edge = new EdgeCaller(platform.ingressPod(), platform.httpsPort(), mesh.certificates().root());
        token = platform.token("infer batch models:read");
        SampleModel.register(edge, platform.token("infer models:read models:write admin"));
        Eventually.passes(() -> infer().call());
    }

    @AfterAll
    static void stop() {
        if (edge != null) {
            edge.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    /** One inference over the whole chain. */
    private static Callable<?> infer() {
        return () -> GRPCInferenceServiceGrpc.newBlockingStub(edge.grpc(token)).withDeadlineAfter(60, TimeUnit.SECONDS)
                .modelInfer(SampleModel.request());
    }

    @Test
    void whoHasNoTokenIsRefusedByTheGatewayAndWhoHasABadOneAtTheEdge() {
        HttpResponse<String> served = edge.rest(Mesh.INGRESS_HOST, "/v1/infer", token, INFER);
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
        HttpResponse<String> none = edge.rest(Mesh.INGRESS_HOST, "/v1/infer", "", INFER);
        assertThat(none.statusCode()).as(none.body()).isEqualTo(401);
        assertThat(none.body()).as("the gateway says so").contains("correlation_id");
        HttpResponse<String> bad = edge.rest(Mesh.INGRESS_HOST, "/v1/infer", token.substring(0, token.length() - 4) + "AAAA", INFER);
        assertThat(bad.statusCode()).as(bad.body()).isEqualTo(401);
        assertThat(bad.body()).as("Envoy says so").doesNotContain("correlation_id");
        EXTENSION.report("The edge: TLS, tokens", "with a token %d; without %d, from the gateway; with a forged one %d, from the ingress",
                served.statusCode(), none.statusCode(), bad.statusCode());
    }

    /** The ingress would take one for a token that is none. */
    @Test
    void anApiKeyThatComesAsBearerIsLetThrough() throws IOException {
        HttpResponse<String> made = edge.rest(Mesh.INGRESS_HOST, "/v1/keys", platform.token("infer admin"), """
                {"name":"mesh","scopes":["infer"]}""");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String key = new ObjectMapper().readTree(made.body()).path("key").asText();
        HttpResponse<String> served = edge.rest(Mesh.INGRESS_HOST, "/v1/infer", key, INFER);
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
        HttpResponse<String> forged = edge.rest(Mesh.INGRESS_HOST, "/v1/infer", key + "x", INFER);
        assertThat(forged.statusCode()).as(forged.body()).isEqualTo(401);
        EXTENSION.report("The edge: an API key as bearer", "%d; a forged one %d", served.statusCode(), forged.statusCode());
    }

    @Test
    void aSubmitIsTriedOnce() {
        int before = platform.batchWorker().tries("outrigger.jobs.v1.JobService/SubmitJob");
        HttpResponse<String> refused = edge.rest(Mesh.INGRESS_HOST, "/v1/batch", token, """
                {"model":"sample-classifier","inputs":[{"custom_id":"a","input":{"tensors":[]}}]}""");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(platform.batchWorker().tries("outrigger.jobs.v1.JobService/SubmitJob") - before).isEqualTo(1);
        EXTENSION.report("A job is submitted and batch-worker answers UNAVAILABLE", "it was tried once on the way from the edge, status %d",
                refused.statusCode());
    }

    @Test
    void aModelServerThatIsKilledIsNoticedByNobody() {
        ServiceProgram victim = platform.program("sample-classifier-22");
        Load load = Load.of(CALLERS, infer());
        try (load) {
            Eventually.isTrue(() -> load.ended() > 300);
            victim.process().kill();
            long ended = load.ended();
            Eventually.isTrue(() -> load.ended() - ended > 500);
        } finally {
            victim.start();
            victim.awaitReady();
        }
        assertThat(load.failures()).isEmpty();
        report("kill -9 of model-server, one of two, under load", load);
    }

    @Test
    void anOrchestratorThatIsToldToStopLosesNothing() {
        drain("inference-orchestrator-24");
    }

    @Test
    void aRouterThatIsToldToStopLosesNothing() {
        drain("model-router-26");
    }

    @Test
    void aModelServerThatIsToldToStopLosesNothing() {
        drain("sample-classifier-21");
    }

    /** As Kubernetes deletes a pod: it is taken out of its Service and told to stop at the same time. */
    private static void drain(String podName) {
        ServiceProgram program = platform.program(podName);
        Load load = Load.of(CALLERS, infer());
        try (load) {
            Eventually.isTrue(() -> load.ended() > 300);
            program.process().terminate();
            mesh.withdraw(program.pod());
            mesh.push();
            program.process().awaitEnd();
            long ended = load.ended();
            Eventually.isTrue(() -> load.ended() - ended > 300);
        } finally {
            program.start();
            program.awaitReady();
            mesh.restore(program.pod());
            mesh.push();
        }
        assertThat(load.failures()).isEmpty();
        report("SIGTERM to " + podName.replaceAll("-\\d+$", "") + ", one of two, under load", load);
    }

    private static void report(String what, Load load) {
        EXTENSION.report(what, "%d calls through the whole platform, %d failed, p99 %.0f ms", load.ended(), load.failures().size(),
                load.percentileMs(0.99));
    }
}
