package io.outrigger.local.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.local.PlatformExtension;
import io.outrigger.local.Traffic;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.ExportedSpan;
import io.outrigger.testing.StandInCollector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans that the platform exports: one trace holds every hop of a request, each within the one that called it. */
class TracesIT {

    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static final StandInCollector collector = StandInCollector.start();

    /** Closed behind the platform, whose services have their last spans to tell and would wait for who takes them. */
    @Order(1)
    @RegisterExtension
    static final BeforeAllCallback kept = context -> context.getStore(Namespace.create(TracesIT.class)).put("collector", collector);

    @Order(2)
    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.ofItsOwn(
            Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString()));

    @Test
    void aPictureOverRestIsSeenAtEveryHop() {
        String trace = new Traffic(platform).tracedPicture();

        assertThat(path(trace)).containsExactly("api-gateway POST /v1/infer", "api-gateway " + INFER, "model-router " + INFER,
                "model-router " + INFER, "inference-orchestrator " + INFER, "inference-orchestrator " + INFER, "model-server " + INFER);
        assertThat(spans(trace).getFirst().attributes()).containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/infer")
                .containsEntry("http.response.status_code", "200").containsEntry("model", "sample-classifier").containsEntry("version",
                "v1");
    }

    @Test
    void aCallOverGrpcIsSeenAtEveryHop() {
        String trace = new Traffic(platform).tracedCall();

        assertThat(path(trace)).containsExactly("api-gateway " + INFER, "api-gateway " + INFER, "model-router " + INFER,
                "model-router " + INFER, "inference-orchestrator " + INFER, "inference-orchestrator " + INFER, "model-server " + INFER);
        assertThat(spans(trace)).allSatisfy(span -> assertThat(span.attributes())
                .containsEntry("rpc.system.name", "grpc").containsEntry("rpc.method", INFER).containsEntry("rpc.response.status_code",
                "OK"));
    }

    @Test
    void theRunOfAChunkIsATraceOfItsOwnThatEndsAtTheModelServer() {
        new Traffic(platform).job();

        Eventually.passes(() -> {
            ExportedSpan run = collector.spans().stream().filter(span -> span.name().equals("run of a chunk")).findFirst().orElseThrow();
            assertThat(run.links()).as("the submission").hasSize(1);
            assertThat(spans(run.id().trace())).extracting(ExportedSpan::service)
                    .contains("batch-worker", "model-router", "inference-orchestrator", "model-server");
        });
    }

    /** What was done where, from the trace's first span to its last. */
    private static List<String> path(String trace) {
        Eventually.passes(() -> assertThat(spans(trace)).hasSize(7));
        return spans(trace).stream().map(span -> span.service() + ' ' + span.name()).toList();
    }

    /** The spans of a trace so far, each within the one before. */
    private static List<ExportedSpan> spans(String trace) {
        return Chains.of(collector.spans().stream().filter(span -> span.id().trace().equals(trace)).toList());
    }
}
