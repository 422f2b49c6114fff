package io.outrigger.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is added to a service's own part, and what is left as it is. */
class ServiceDocumentTest {

    private static final String COMMON = """
            openapi: 3.1.0
            info: { version: "1", description: Of all. }
            tags: [ { name: Open } ]
            paths:
              /health: { get: { operationId: common, responses: { "200": { description: common } } } }
            """;
    private static final String OWN = """
            info: { title: Boats, description: Of boats. }
            tags: [ { name: Boats } ]
            paths:
              /health: { get: { operationId: own, responses: { "200": { description: own }, "503": { description: own } } } }
              /boats: { get: { operationId: list, responses: { "200": { description: boats } } } }
              /boats/{boat}: { put: { operationId: put, requestBody: {}, x-errors: [404, 409], responses: { "201": {} } } }
            """;
    private static final AccessTable TABLE = AccessTable.builder()
            .rest(Who.ANY_CALLER, "GET", "/boats")
            .rest(Who.withScope("sail", "admin"), "PUT", "/boats/{boat}").build();

    private final JsonNode document = ServiceDocument.of(parse(OWN), parse(COMMON), TABLE);

    @Test
    void theOwnPartComesFirstAndItsOperationsStayAsTheyAre() {
        assertThat(document.at("/info/description").asText()).isEqualTo("Of boats.\nOf all.");
        assertThat(document.at("/info/version").asText()).isEqualTo("1");
        assertThat(document.path("tags").findValuesAsText("name")).containsExactly("Boats", "Open");
        assertThat(document.at("/paths/~1health/get/operationId").asText()).isEqualTo("own");
        assertThat(document.at("/paths/~1health/get/responses/503/description").asText()).isEqualTo("own");
    }

    @Test
    void whoMayCallFollowsFromTheTable() {
        assertThat(document.at("/paths/~1health/get/security")).isEmpty();
        assertThat(document.at("/paths/~1boats/get/security")).hasToString("""
                [{"token":[]}]""");
        assertThat(document.at("/paths/~1boats~1{boat}/put/security")).hasToString("""
                [{"token":["sail"]},{"token":["admin"]}]""");
    }

    @Test
    void howAnOperationFailsFollowsFromItsKindAndItsOwnErrors() {
        assertThat(statuses("/paths/~1health/get")).doesNotContain("401", "403", "411").contains("400", "413", "415", "505");
        assertThat(statuses("/paths/~1boats/get")).contains("401").doesNotContain("403", "411");
        assertThat(statuses("/paths/~1boats~1{boat}/put")).contains("201", "401", "403", "404", "409", "411", "415").isSorted();
        assertThat(document.at("/paths/~1boats~1{boat}/put").has("x-errors")).isFalse();
        assertThat(document.at("/components/responses/Error404/description").asText()).contains("`model_not_found`: ");
    }

    @Test
    void anOperationThatIsNotServedIsRefused() {
        AccessTable without = AccessTable.builder().rest(Who.ANY_CALLER, "GET", "/boats").build();
        assertThatThrownBy(() -> ServiceDocument.of(parse(OWN), parse(COMMON), without)).hasMessageContaining("PUT /boats/{boat}");
    }

    private List<String> statuses(String operation) {
        List<String> statuses = new ArrayList<>();
        document.at(operation).path("responses").fieldNames().forEachRemaining(statuses::add);
        return statuses;
    }

    private static ObjectNode parse(String yaml) {
        try {
            return (ObjectNode) new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
