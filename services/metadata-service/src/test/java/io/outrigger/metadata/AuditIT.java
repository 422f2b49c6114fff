package io.outrigger.metadata;

import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static io.outrigger.metadata.testing.Bodies.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.metadata.testing.Bodies;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.LogLines;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The line that each change leaves, and that nothing else leaves one. */
class AuditIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private final Rest rest = registry.rest();
    private final LogLines audit = LogLines.of(AuditLog.NAME);

    @AfterEach
    void stopListening() {
        audit.close();
    }

    @Test
    void everyKindOfChangeLeavesALine() {
        rest.put("/v1/fleets/gpu", fleet("gpu.example:8001"));
        rest.post("/v1/models", model("iris", "v1"));
        rest.post("/v1/models/iris/versions", version("v2"));
        rest.put("/v1/models/iris/aliases/canary", pointingAt("v1"));
        rest.put("/v1/models/iris/aliases/canary", pointingAt("v2"), "If-Match", "*");
        rest.delete("/v1/models/iris/aliases/canary");
        rest.send("PATCH", "/v1/models/iris", Bodies.description("flowers"), "If-Match", "*");
        rest.delete("/v1/models/iris/versions/v2");
        rest.delete("/v1/models/iris");
        rest.delete("/v1/fleets/gpu");

        assertThat(audit.lines()).extracting(LogLines.Line::message).containsExactly(
                "fleet.put fleets/gpu", "version.register models/iris/versions/v1", "version.register models/iris/versions/v2",
                "alias.put models/iris/aliases/canary", "alias.put models/iris/aliases/canary", "alias.delete models/iris/aliases/canary",
                "model.change models/iris", "version.delete models/iris/versions/v2", "model.delete models/iris",
                "fleet.delete fleets/gpu");
    }

    @Test
    void aLineSaysWhoAndWhatItWasBeforeAndIsNow() {
        rest.post("/v1/models", model("moved", "v1"));
        rest.post("/v1/models/moved/versions", version("v2"));
        audit.clear();

        rest.put("/v1/models/moved/aliases/stable", pointingAt("v2"), "If-Match", "*", "x-request-id", "the-request");

        assertThat(audit.lines().getLast().fields()).containsAllEntriesOf(Map.of(
                "action", "alias.put", "object", "models/moved/aliases/stable", "subject", "tester", "tenant", "team-a",
                "correlation_id", "the-request",
                "before", """
                        {"alias":"stable","version":"v1"}""",
                "after", """
                        {"alias":"stable","version":"v2"}"""));
    }

    @Test
    void whatChangesNothingLeavesNone() {
        rest.post("/v1/models", model("same", "v1"));
        rest.put("/v1/fleets/other", fleet("other.example:8001"));
        audit.clear();

        rest.post("/v1/models", model("same", "v1"));
        rest.put("/v1/models/same/aliases/stable", pointingAt("v1"));
        rest.put("/v1/fleets/other", fleet("other.example:8001"));
        rest.put("/v1/models/same/aliases/stable", pointingAt("v9"), "If-Match", "*");
        rest.delete("/v1/models/absent");
        rest.as(registry.token("models:read")).delete("/v1/models/same");
        rest.get("/v1/models/same");

        assertThat(audit.lines()).isEmpty();
    }
}
