package io.outrigger.metadata.fleets;

import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.meshFleet;
import static io.outrigger.metadata.testing.Bodies.onFleet;
import static io.outrigger.metadata.testing.Bodies.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.Bodies;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fleets over REST, and what ties them to versions. */
class FleetIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private final Rest rest = registry.rest();

    @Test
    void aFleetIsMadeChangedAndDeletedWhenNothingRunsOnIt() {
        RestAnswer created = rest.put("/v1/fleets/gpu", fleet("gpu.example:8001"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(rest.put("/v1/fleets/gpu", fleet("gpu.example:8001")).header("ETag")).isEqualTo(created.header("ETag"));
        RestAnswer moved = rest.put("/v1/fleets/gpu", fleet("gpu.example:9001"), "If-Match", created.header("ETag"));
        assertThat(moved.status()).isEqualTo(200);
        assertThat(rest.put("/v1/fleets/gpu", fleet("x:1"), "If-Match", created.header("ETag")).status()).isEqualTo(412);

        rest.post("/v1/models", Bodies.model("on-gpu", "v1", """
                "fleets":["gpu","default"]"""));
        RestAnswer inUse = rest.delete("/v1/fleets/gpu");
        assertThat(inUse.code()).isEqualTo("in_use");
        assertThat(inUse.message()).contains("on-gpu v1");
        rest.delete("/v1/models/on-gpu");
        assertThat(rest.delete("/v1/fleets/gpu").status()).isEqualTo(204);
        assertThat(rest.get("/v1/fleets/gpu").status()).isEqualTo(404);
    }

    @Test
    void aMeshFleetHoldsOneSignatureAModel() {
        rest.put("/v1/fleets/split", meshFleet("split:8001"));
        rest.post("/v1/models", Bodies.model("meshed", "v1", onFleet("split")));
        assertThat(rest.post("/v1/models/meshed/versions", on("split", version("v2"))).status()).isEqualTo(201);

        RestAnswer other = rest.post("/v1/models/meshed/versions", on("split", version("v3", 5)));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.message()).contains("split by the mesh");
        assertThat(rest.post("/v1/models/meshed/versions", version("v3", 5)).status()).isEqualTo(201);
    }

    @Test
    void aFleetOfSeveralSignaturesCannotBecomeAMeshFleet() {
        rest.put("/v1/fleets/mixed", fleet("mixed:8001"));
        rest.post("/v1/models", Bodies.model("mix", "v1", onFleet("mixed")));
        rest.post("/v1/models/mix/versions", on("mixed", version("v2", 5)));

        RestAnswer refused = rest.put("/v1/fleets/mixed", meshFleet("mixed:8001"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).contains("v1 and v2 of 'mix'");
        rest.delete("/v1/models/mix/versions/v2");
        assertThat(rest.put("/v1/fleets/mixed", meshFleet("mixed:8001")).status()).isEqualTo(200);
    }

    @Test
    void theDefaultFleetExistsAndMayBeOfTheMesh() {
        assertThat(rest.get("/v1/fleets").json().path("fleets").toString()).contains("""
                {"name":"default","mesh":false}""");
        assertThat(rest.put("/v1/fleets/default", """
                {"mesh":true}""").status()).isEqualTo(200);
        assertThat(rest.put("/v1/fleets/default", """
                {"mesh":false}""").status()).isEqualTo(200);
    }

    @Test
    void howManyServersAreBehindAnAddressIsKnownWhileSomebodySaysSo() {
        String one = fleet("counted:8001");
        RestAnswer unknown = rest.put("/v1/fleets/counted", one);
        assertThat(unknown.json().has("replicas")).isFalse();
        RestAnswer known = rest.put("/v1/fleets/counted", counted(one, "10000"));
        assertThat(known.status()).as("%s", known).isEqualTo(200);
        assertThat(known.header("ETag")).isNotEqualTo(unknown.header("ETag"));
        assertThat(rest.get("/v1/fleets/counted").json().path("replicas").asInt()).isEqualTo(10_000);
        assertThat(rest.put("/v1/fleets/counted", counted(one, "10000")).header("ETag")).isEqualTo(known.header("ETag"));

        RestAnswer refused = rest.put("/v1/fleets/counted", counted(one, "10001"));
        assertThat(refused.message()).isEqualTo("Field 'replicas' must be a whole number from 1 to 10000; found 10001.");
        assertThat(rest.put("/v1/fleets/counted", counted(one, "null")).json().has("replicas")).isFalse();
        assertThat(rest.put("/v1/fleets/default", """
                {"replicas":1}""").json().toString()).isEqualTo("""
                {"name":"default","mesh":false,"replicas":1}""");
        rest.put("/v1/fleets/default", "{}");
    }

    private static String counted(String fleet, String replicas) {
        return fleet.replace("}", """
                ,"replicas":%s}""".formatted(replicas));
    }

    private static String on(String fleet, String version) {
        return version.substring(0, version.length() - 1) + "," + onFleet(fleet) + "}";
    }
}
