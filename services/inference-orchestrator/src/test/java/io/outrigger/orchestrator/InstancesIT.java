package io.outrigger.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many calls are kept in flight, where the fleet's servers say how many instances they run. */
class InstancesIT {

    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

    @Test
    void asManyCallsAreInFlightAsThereAreInstancesOnAllServers() throws Exception {
        try (OrchestratorFixture platform = platform("TRITON_REPLICAS", "2")) {
            platform.fleet.configured(twoInstances());
            Eventually.isTrue(() -> ask(platform).join() != null && platform.page("/v1/lanes").contains("""
                    "slots":4,"slots_from":"instances","instances":4,"""));
            platform.fleet.behave(this::hold);
            List<CompletableFuture<ModelInferResponse>> asked = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                asked.add(ask(platform));
            }
            Eventually.isTrue(() -> platform.page("/v1/lanes").contains("""
                    "requests_waiting":5,"""));
            assertThat(held).hasSize(4);
            platform.fleet.behave(Behaviour.echo());
            held.forEach(Runnable::run);
            for (CompletableFuture<ModelInferResponse> answer : asked) {
                assertThat(answer.get(1, TimeUnit.MINUTES).getRawOutputContents(0).size()).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatDoesNotSayAndAnUnknownNumberOfServersLeaveTheNumberToBeLearned() {
        try (OrchestratorFixture platform = platform("TRITON_REPLICAS", "2")) {
            Eventually.isTrue(() -> ask(platform).join() != null && platform.page("/v1/lanes").contains("""
                    "slots_from":"learning","instances":2,"""));
        }
        try (OrchestratorFixture platform = platform()) {
            platform.fleet.configured(twoInstances());
            Eventually.isTrue(() -> ask(platform).join() != null && platform.page("/v1/lanes").contains("""
                    "slots_from":"learning","instances":2,"""));
        }
    }

    private static OrchestratorFixture platform(String... settings) {
        OrchestratorFixture platform = new OrchestratorFixture(settings);
        platform.register("rows", 8);
        return platform;
    }

    private static ModelConfig twoInstances() {
        return ModelConfig.newBuilder().addInstanceGroup(
                ModelInstanceGroup.newBuilder().setCount(2).setKind(ModelInstanceGroup.Kind.KIND_CPU)).build();
    }

    private void hold(Received request, StreamObserver<ModelInferResponse> caller) {
        held.add(() -> Behaviour.echo().answer(request, caller));
    }

    private static CompletableFuture<ModelInferResponse> ask(OrchestratorFixture platform) {
        var answer = new CompletableFuture<ModelInferResponse>();
        platform.caller.async().modelInfer(ModelInferRequest.newBuilder().setModelName("rows").setModelVersion("1")
                .addInputs(InferInputTensor.newBuilder().setName("x").setDatatype("UINT8").addShape(1).addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[] {1})).build(), new Answers<>(answer));
        return answer;
    }
}
