package io.outrigger.router;

import static io.outrigger.router.RouterFixture.codeOf;
import static io.outrigger.router.RouterFixture.fetched;
import static io.outrigger.router.RouterFixture.orchestratorSays;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.testing.Answers;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StockCaller;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fleets, orchestrator and registry that come and go. */
class FleetsIT {

    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private RouterFixture platform;

    @BeforeEach
    void start() {
        platform = new RouterFixture();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void theOnlyFleetsFailureIsFiveHundredAndThreeWithItsReasonAndItsReturnIsNoticedAtOnce() {
        platform.orchestrator.behave(orchestratorSays(ErrorCode.BACKEND_UNAVAILABLE, "The model server cannot be reached."));
        for (int i = 0; i < 5; i++) {
            StatusRuntimeException failure = failureOf(() -> infer("digits"));
            assertThat(codeOf(failure)).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE);
            assertThat(failure.getStatus().getDescription()).contains("cannot be reached");
        }
        Eventually.isTrue(() -> platform.get("/v1/fleets").contains("cannot be reached"));

        platform.orchestrator.behave(Behaviour.echo());
        infer("digits");
        assertThat(platform.get("/v1/fleets")).contains("""
                "version":"v1","health":"up",""");
    }

    @Test
    void aFleetThatHangsRefusesFurtherCallersAtOnceWithAReason() {
        platform.orchestrator.readyFor(query -> false).behave(Behaviour.silence());
        Eventually.isTrue(() -> platform.get("/v1/fleets").contains("""
                "version":"v1","health":"down","""));
        for (int i = 0; i < 8; i++) {
            platform.caller.async().modelInfer(request("digits", "", "", 8), new Answers<>(new CompletableFuture<>()));
            platform.orchestrator.nextRequest();
        }

        StatusRuntimeException refused = failureOf(() -> infer("digits"));

        assertThat(codeOf(refused)).isEqualTo(ErrorCode.MODEL_NOT_READY);
        assertThat(refused.getStatus().getDescription()).contains("digits").contains("not ready");
        platform.orchestrator.readyFor(query -> true).behave(Behaviour.echo());
        Eventually.isTrue(() -> served("digits") != null);
    }

    @Test
    void aFleetThatIsNotReadyGetsNothingUntilItIs() {
        platform.registry.put(RouterFixture.model("both", Strategy.STRATEGY_ROUND_ROBIN, 1, "gpu", "cpu"));
        platform.orchestrator.readyFor(query -> !"gpu".equals(query.header("x-outrigger-fleet")));
        Eventually.isTrue(() -> platform.get("/v1/fleets").contains("""
                "fleet":"gpu","model":"both","version":"v1","health":"down","""));
        for (int i = 0; i < 10; i++) {
            assertThat(served("both")).isEqualTo("cpu");
        }

        platform.orchestrator.readyFor(query -> true);

        Eventually.isTrue(() -> "gpu".equals(served("both")));
    }

    @Test
    void theFasterFleetGetsMostOfTheRequests() {
        platform.registry.put(RouterFixture.model("raced", Strategy.STRATEGY_LEAST_LATENCY, 1, "gpu", "cpu"));
        Eventually.isTrue(() -> platform.get("/v1/routes").contains("raced"));
        platform.orchestrator.behave((request, caller) -> {
            if ("cpu".equals(request.header("x-outrigger-fleet"))) {
                LATER.execute(() -> Behaviour.echo().answer(request, caller));
            } else {
                Behaviour.echo().answer(request, caller);
            }
        });

        int fast = 0;
        for (int i = 0; i < 100; i++) {
            fast += "gpu".equals(served("raced")) ? 1 : 0;
        }

        assertThat(fast).as("of 100 requests, to the fleet without the 100 ms").isGreaterThan(70);
    }

    @Test
    void theRouterServesFromItsCopyWhileTheRegistryIsAway() {
        platform.registry.close();
        for (int i = 0; i < 20; i++) {
            infer("digits");
        }
        assertThat(fetched(platform.router.managementPort(), "/health/ready").statusCode()).isBetween(200, 204);
    }

    @Test
    void aRouterThatStartsWithoutTheRegistryIsNotReadyUntilItComes() {
        int port = platform.registry.port();
        platform.registry.close();
        try (ServiceServer late = RouterFixture.router(port, platform.orchestrator.port());
                StockCaller caller = StockCaller.of(late.grpcPort())) {
            var readiness = fetched(late.managementPort(), "/health/ready");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).contains("registry");
            assertThat(codeOf(failureOf(() -> caller.blocking().modelInfer(request("digits", "", "", 8)))))
                    .isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);

            try (StandInRegistry back = StandInRegistry.startAt(port)) {
                back.put(RouterFixture.model("digits", Strategy.STRATEGY_ROUND_ROBIN, 1, "default"));
                Eventually.isTrue(() -> fetched(late.managementPort(), "/health/ready").statusCode() < 300);
                assertThat(caller.blocking().modelInfer(request("digits", "", "x", 8)).getId()).isEqualTo("x");
            }
        }
    }

    @Test
    void anOrchestratorThatDiesInMidRequestIsLostAndAfterwardsUnavailable() {
        platform.orchestrator.behave(Behaviour.silence());
        CompletableFuture<ModelInferResponse> answer = new CompletableFuture<>();
        platform.caller.async().modelInfer(request("digits", "", "", 8), new Answers<>(answer));
        platform.orchestrator.nextRequest();

        platform.orchestrator.kill();

        StatusRuntimeException lost = failureOf(() -> joined(answer));
        assertThat(codeOf(lost)).isEqualTo(ErrorCode.BACKEND_LOST);
        assertThat(lost.getStatus().getCode()).isEqualTo(Status.Code.ABORTED);
        StatusRuntimeException refused = failureOf(() -> infer("digits"));
        assertThat(codeOf(refused)).isEqualTo(ErrorCode.DEPENDENCY_UNAVAILABLE);
        assertThat(refused.getStatus().getDescription()).contains("inference-orchestrator");
    }

    private void infer(String model) {
        platform.caller.blocking().modelInfer(request(model, "", "", 8));
    }

    /** The fleet that an inference went to, or null where it failed. */
    private String served(String model) {
        try {
            infer(model);
        } catch (StatusRuntimeException failed) {
            return null;
        }
        return platform.orchestrator.nextRequest().header("x-outrigger-fleet");
    }

    private static void joined(CompletableFuture<?> answer) {
        try {
            answer.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw (StatusRuntimeException) e.getCause();
        }
    }
}
