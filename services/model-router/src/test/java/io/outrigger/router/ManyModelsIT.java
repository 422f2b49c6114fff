package io.outrigger.router;

import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.proto.registry.v1.Strategy;
import io.outrigger.testing.Eventually;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A registry of many models of which one is used: fleets are asked for that one, and seldom for the others. */
class ManyModelsIT {

    private static final int MODELS = 300;

    @Test
    void fleetsAreAskedForWhatRequestsComeFor() {
        try (var platform = new RouterFixture()) {
            for (int i = 0; i < MODELS; i++) {
                platform.registry.put(RouterFixture.model("idle-" + i, Strategy.STRATEGY_ROUND_ROBIN, 1, "default"));
            }
            Eventually.isTrue(() -> platform.get("/v1/routes").contains("""
                    "models_total":%d,""".formatted(MODELS + 1)));
            platform.caller.blocking().modelInfer(request("digits", "1", "", 8));
            Set<String> idle = ConcurrentHashMap.newKeySet();
            var used = new AtomicInteger();
            var all = new AtomicInteger();
            platform.orchestrator.readyFor(probe -> {
                all.incrementAndGet();
                if (probe.message().getModelName().equals("digits") && "v1".equals(probe.header("x-outrigger-version"))) {
                    used.incrementAndGet();
                } else {
                    idle.add(probe.message().getModelName() + probe.header("x-outrigger-version"));
                }
                return true;
            });

            Eventually.isTrue(() -> used.get() >= 5);

            assertThat(all.get()).as("probes in five rounds, of %d targets", 2 * MODELS + 2).isLessThan(7 * 22);
            Eventually.isTrue(() -> idle.size() >= 200); // the others take turns
        }
    }
}
