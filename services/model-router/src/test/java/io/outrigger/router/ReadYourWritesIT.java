package io.outrigger.router;

import static io.outrigger.router.RouterFixture.codeOf;
import static io.outrigger.router.RouterFixture.model;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model that the registry has and of which this router has not been told yet. */
class ReadYourWritesIT {

    private final RouterFixture platform = new RouterFixture();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        platform.close();
    }

    @Test
    void isRoutedOnceTheNewsHasCome() throws Exception {
        platform.orchestrator.behave(Behaviour.echo());
        platform.registry.holdBack();
        platform.registry.put(model("fresh", Strategy.STRATEGY_ROUND_ROBIN, 2, "gpu"));

        Future<ModelInferResponse> answer = callers.submit(() -> platform.caller.blocking().modelInfer(request("fresh", "v2", "", 8)));
        awaitQuestion(answer);
        platform.registry.letGo();

        assertThat(answer.get(20, TimeUnit.SECONDS).getModelName()).isEqualTo("fresh");
    }

    @Test
    void isLoadedWhereItWillBeServed() throws Exception {
        platform.orchestrator.behave(Behaviour.echo());
        platform.registry.holdBack();
        platform.registry.put(model("fresh", Strategy.STRATEGY_ROUND_ROBIN, 2, "gpu"));

        Future<?> load = callers.submit(() -> platform.caller.blocking()
                .repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName("fresh").build()));
        awaitQuestion(load);
        platform.registry.letGo();

        load.get(20, TimeUnit.SECONDS);
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-fleet")).isEqualTo("gpu");
    }

    @Test
    void whatTheRegistryDoesNotHaveIsUnknown() {
        assertThat(codeOf(failureOf(() -> platform.caller.blocking().modelInfer(request("ghost", "", "", 8)))))
                .isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(platform.registry.questions()).isEqualTo(1);
    }

    private void awaitQuestion(Future<?> call) {
        Eventually.isTrue(() -> platform.registry.questions() > 0 || call.isDone());
    }
}
