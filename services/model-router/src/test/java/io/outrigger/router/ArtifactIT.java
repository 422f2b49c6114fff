package io.outrigger.router;

import static io.outrigger.router.RouterFixture.codeOf;
import static io.outrigger.router.RouterFixture.orchestratorSays;
import static io.outrigger.testing.StockCaller.failureOf;
import static io.outrigger.testing.StockCaller.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.registry.v1.Alias;
import io.outrigger.proto.registry.v1.Fleet;
import io.outrigger.proto.registry.v1.Model;
import io.outrigger.proto.registry.v1.Signature;
import io.outrigger.proto.registry.v1.Version;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which artifact a request may be answered by is said to the hops behind, and a fleet that has another is down with both digests. */
class ArtifactIT {

    private static final String FIRST = "1a".repeat(32);
    private static final String SECOND = "2b".repeat(32);

    private RouterFixture platform;

    @BeforeEach
    void start() {
        platform = new RouterFixture();
        platform.registry.put(Fleet.newBuilder().setName("split").setAddress("split:8001").setMesh(true).build());
        platform.registry.put(model("held", "default"));
        platform.registry.put(model("open", "split"));
        platform.orchestrator.behave(Behaviour.echo());
        platform.caller.blocking().modelInfer(request("open", "v1", "", 8));
        platform.orchestrator.nextRequest();
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void aPinnedRequestMayBeAnsweredByOneArtifact() {
        platform.caller.blocking().modelInfer(request("held", "", "", 8));
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-digest")).isEqualTo(FIRST);

        platform.caller.blocking().modelInfer(request("held", "v2", "", 8));
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-digest")).isEqualTo(SECOND);

        platform.caller.blocking("x-outrigger-digest", "0".repeat(64)).modelInfer(request("held", "v2", "", 8));
        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-digest")).as("the registry's word").isEqualTo(SECOND);
    }

    @Test
    void whereTheMeshChoosesEachVersionHasItsArtifact() {
        platform.caller.blocking().modelInfer(request("open", "", "", 8));

        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-digest")).isEqualTo("2=" + SECOND + ",1=" + FIRST);
    }

    @Test
    void aVersionWithoutADigestIsHeldToNone() {
        platform.caller.blocking().modelInfer(request("digits", "", "", 8));

        assertThat(platform.orchestrator.nextRequest().header("x-outrigger-digest")).isNull();
    }

    @Test
    void anotherArtifactTakesTheVersionDownWithTheReasonAndTheRightOneBringsItBack() {
        platform.orchestrator.readyFor(query -> !SECOND.equals(query.header("x-outrigger-digest")));
        Eventually.isTrue(() -> health("held", "v2").contains("down"));
        assertThat(health("held", "v1")).contains("up");

        platform.orchestrator.readyFor(query -> true);
        Eventually.isTrue(() -> health("held", "v2").contains("up"));
        platform.orchestrator.behave(orchestratorSays(ErrorCode.ARTIFACT_MISMATCH, "It has sha256:" + SECOND + ", not " + FIRST));
        StatusRuntimeException refused = failureOf(() -> platform.caller.blocking().modelInfer(request("held", "", "", 8)));

        assertThat(codeOf(refused)).isEqualTo(ErrorCode.ARTIFACT_MISMATCH);
        assertThat(refused.getStatus().getCode()).as("nothing that a mesh retries").isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(platform.get("/v1/fleets")).contains("It has sha256:" + SECOND);
    }

    private String health(String model, String version) {
        String fleets = platform.get("/v1/fleets");
        int at = fleets.indexOf("""
                "model":"%s","version":"%s",""".formatted(model, version));
        return at < 0 ? "" : fleets.substring(at, Math.min(fleets.length(), at + 80));
    }

    private static Model model(String name, String fleet) {
        return Model.newBuilder().setName(name).setDefaultAlias("stable")
                .addVersions(version(1, FIRST, fleet)).addVersions(version(2, SECOND, fleet))
                .addAliases(Alias.newBuilder().setName("stable").setVersion(1))
                .build();
    }

    private static Version version(long number, String digest, String fleet) {
        return Version.newBuilder().setNumber(number).setFramework("onnx").setSignature(Signature.getDefaultInstance())
                .setArtifactSha256(digest).addFleets(fleet).build();
    }
}
