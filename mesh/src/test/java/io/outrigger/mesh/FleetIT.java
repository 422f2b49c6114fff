package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StockCaller;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The hop from the orchestrator to a model family: what the mesh hides from callers, and what it moves where. */
class FleetIT {
    @RegisterExtension
    static final MeshExtension EXTENSION = new MeshExtension();

    private static final ModelInferRequest REQUEST = StockCaller.request(Family.NAME, "", "", 3136);
    private static final int CALLERS = 8;

    private static Mesh mesh;
    private static Family family;
    private static RolloutsHand rollouts;
    private static Family.Member first;
    private static Family.Member second;
    private static Family.Member canary;
    private static int orchestrators;

    @BeforeAll
    static void start() {
        mesh = EXTENSION.mesh();
        family = new Family(mesh);
        first = family.add(11, "v1", Family.STABLE);
        second = family.add(12, "v1", Family.STABLE);
        canary = family.add(13, "v2", Family.CANARY);
        rollouts = new RolloutsHand(mesh.configuration(), Family.NAME).hashes(Family.STABLE, Family.CANARY);
        mesh.push();
    }

    @AfterAll
    static void stop() {
        if (family != null) {
            family.close();
        }
    }

    @BeforeEach
    void asAtTheBeginning() {
        for (Family.Member member : new Family.Member[] {first, second, canary}) {
            member.server().behave(Behaviour.echo());
        }
    }

    /** An orchestrator whose Envoy has seen no failure yet. */
    private static MeshCaller newCaller() {
        Pod pod = newOrchestrator();
        mesh.push();
        return new MeshCaller(mesh.envoy(pod.name()), Family.ADDRESS);
    }

    private static Pod newOrchestrator() {
        Workload orchestrator = mesh.workload("inference-orchestrator");
        Pod pod = orchestrator.pod(++orchestrators, Map.of());
        mesh.add(pod, orchestrator.protocols());
        return pod;
    }

    @Test
    void aServerThatIsGoneIsNoticedByNobody() {
        try (MeshCaller caller = newCaller()) {
            long before = second.calls();
            Load load = Load.of(CALLERS, () -> caller.inference().modelInfer(REQUEST));
            try (load) {
                Eventually.isTrue(() -> second.calls() - before > 500);
                second.envoy().process().kill();
                afterMore(load, 2_000);
            }
            assertThat(load.failures()).isEmpty();
            EXTENSION.report("The pod of a model server is killed, Envoy and all, under load",
                    "%d calls by %d callers, %d failed, p99 %.1f ms", load.ended(), CALLERS, load.failures().size(),
                    load.percentileMs(0.99));
        } finally {
            second.envoy().start();
            mesh.push();
        }
    }

    @Test
    void aServerThatFailsIsEjected() {
        try (MeshCaller caller = newCaller()) {
            second.server().behave(Behaviour.failing(Status.UNAVAILABLE));
            long before = second.calls();
            Load load = Load.of(CALLERS, 2_000, () -> caller.inference().modelInfer(REQUEST));
            long reached = second.calls() - before;
            assertThat(load.failures()).isEmpty();
            assertThat(reached).as("calls that reached the failing server").isBetween(3L, 60L);
            EXTENSION.report("A model server answers UNAVAILABLE to everything", "%d calls, %d failed; %d reached it until it was "
                    + "ejected", load.ended(), load.failures().size(), reached);
        }
    }

    @Test
    void aServerThatHangsIsEjected() {
        try (MeshCaller caller = newCaller()) {
            second.server().behave(Behaviour.silence());
            long before = second.calls();
            long start = System.nanoTime();
            Load load = Load.of(CALLERS, () -> caller.inference().modelInfer(REQUEST));
            long reached;
            long milliseconds;
            try (load) {
                Eventually.isTrue(() -> caller.envoy().ejected().contains(second.pod().address()));
                milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                afterMore(load, 2 * CALLERS); // what was on its way to it has arrived
                reached = second.calls() - before;
                afterMore(load, 500);
            }
            assertThat(load.failures()).isEmpty();
            assertThat(second.calls() - before).as("calls that reached it after its ejection").isEqualTo(reached);
            EXTENSION.report("A model server takes calls and never answers", "ejected after %.1f s and %d calls, each made again elsewhere;"
                    + " none of the 500 after that reached it; %d calls in all, %d failed", milliseconds / 1e3, reached, load.ended(),
                    load.failures().size());
        }
    }

    @Test
    void aServerThatIsSlowGetsLess() {
        try (MeshCaller caller = newCaller()) {
            second.server().behave(slow(200));
            long slowBefore = second.calls();
            long fastBefore = first.calls();
            Load load = Load.of(CALLERS, 4_000, () -> caller.inference().modelInfer(REQUEST));
            long slow = second.calls() - slowBefore;
            long fast = first.calls() - fastBefore;
            assertThat(load.failures()).isEmpty();
            assertThat(slow).isLessThan(fast / 4);
            EXTENSION.report("A model server takes 200 ms longer than the other", "it got %d of %d calls", slow, slow + fast);
        }
    }

    @Test
    void weightsHoldAndHeadersWin() {
        rollouts.weight(5).header("x-outrigger-bucket", "[0-4]");
        mesh.push();
        try (MeshCaller caller = newCaller()) {
            int calls = 4_000;
            assertThat(shareOfCanary(caller, 500, "x-outrigger-version", "v1")).as("pinned to v1").isZero();
            assertThat(shareOfCanary(caller, 500, "x-outrigger-version", "v2")).as("pinned to v2").isEqualTo(1);
            assertThat(shareOfCanary(caller, 500, "x-outrigger-bucket", "3")).as("a sticky key of the canary").isEqualTo(1);
            double share = shareOfCanary(caller, calls, "x-outrigger-bucket", "42");
            double deviation = Math.sqrt(0.05 * 0.95 / calls);
            assertThat(share).isBetween(0.05 - 4 * deviation, 0.05 + 4 * deviation);
            EXTENSION.report("Weights of 95 and 5", "%.2f %% of %d calls reached the canary (5 %% ± %.2f is what four deviations allow)",
                    100 * share, calls, 400 * deviation);
            EXTENSION.report("`x-outrigger-version` wins over weights, and the sticky bucket over weights",
                    "500 of 500 calls pinned to v2 and 0 of 500 pinned to v1 reached the canary; 500 of 500 of bucket 3");
        } finally {
            rollouts.withoutManagedRoutes().weight(0);
            mesh.push();
        }
    }

    @Test
    void theShadowDoesNoHarm() {
        try (MeshCaller caller = newCaller()) {
            Load without = Load.of(CALLERS, 4_000, () -> caller.inference().modelInfer(REQUEST));
            rollouts.mirror(20);
            mesh.push();
            shadowed(caller, "fails", Behaviour.failing(Status.INTERNAL), without);
            shadowed(caller, "hangs", Behaviour.silence(), without);
        } finally {
            rollouts.withoutManagedRoutes();
            mesh.push();
        }
    }

    private static void shadowed(MeshCaller caller, String what, Behaviour shadow, Load without) {
        canary.server().behave(shadow);
        long before = canary.calls();
        Load load = Load.of(CALLERS, 4_000, () -> caller.inference().modelInfer(REQUEST));
        double share = (canary.calls() - before) / (double) load.ended();
        assertThat(load.failures()).isEmpty();
        assertThat(share).isBetween(0.15, 0.25);
        assertThat(load.percentileMs(0.99)).as("nobody waits for the shadow").isLessThan(1_000);
        EXTENSION.report("The shadow gets a fifth of the calls and " + what,
                "it got %.1f %% of %d calls, %d failed; p99 %.1f ms, %.1f without it", 100 * share, load.ended(), load.failures().size(),
                load.percentileMs(0.99), without.percentileMs(0.99));
    }

    /** Returns when so many further calls have ended. */
    private static void afterMore(Load load, int calls) {
        long ended = load.ended();
        Eventually.isTrue(() -> load.ended() - ended > calls);
    }

    private static double shareOfCanary(MeshCaller caller, int calls, String... headers) {
        long before = canary.calls();
        Load load = Load.of(CALLERS, calls, () -> caller.inference(headers).modelInfer(REQUEST));
        assertThat(load.failures()).isEmpty();
        return (canary.calls() - before) / (double) calls;
    }

    private static Behaviour slow(long milliseconds) {
        return (request, answer) -> CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS)
                .execute(() -> Behaviour.echo().answer(request, answer));
    }
}
