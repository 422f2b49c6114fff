package io.outrigger.orchestrator;

import static io.outrigger.orchestrator.BatchingFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** How many calls are kept in flight, where the fleet's servers say how many instances they run. */
class InstancesIT {

    private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

    @Test
    void asManyCallsAreInFlightAsThereAreInstancesOnAllServers() throws Exception {
        try (OrchestratorFixture platform = platform("TRITON_REPLICAS", "2")) {
            platform.fleet.configured(twoInstances());
            Eventually.isTrue(() -> ask(platform).rows().size() == 1 && platform.page("/v1/lanes").contains("""
                    "slots":4,"slots_from":"instances","instances":4,"""));
            platform.fleet.behave(this::hold);
            List<Asked> asked = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                asked.add(ask(platform));
            }
            platform.awaitWaiting(5);
            assertThat(held).hasSize(4);
            platform.fleet.behave(Behaviour.echo());
            held.forEach(Runnable::run);
            for (Asked each : asked) {
                assertThat(each.rows()).containsExactly(1);
            }
        }
    }

    @Test
    void aServerThatDoesNotSayAndAnUnknownNumberOfServersLeaveTheNumberToBeLearned() {
        try (OrchestratorFixture platform = platform("TRITON_REPLICAS", "2")) {
            Eventually.isTrue(() -> ask(platform).rows().size() == 1 && platform.page("/v1/lanes").contains("""
                    "slots_from":"learning","instances":2,"""));
        }
        try (OrchestratorFixture platform = platform()) {
            platform.fleet.configured(twoInstances());
            Eventually.isTrue(() -> ask(platform).rows().size() == 1 && platform.page("/v1/lanes").contains("""
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

    private static Asked ask(OrchestratorFixture platform) {
        return Asked.of(platform.caller, request("", 1));
    }
}
