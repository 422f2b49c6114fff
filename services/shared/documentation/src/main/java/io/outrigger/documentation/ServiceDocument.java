package io.outrigger.documentation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.common.uri.UriPath;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.server.HealthRoutes;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts a service's document together: its own part, the common one, and what the code says.
 *
 * <p>The own part has {@code info}, {@code tags}, {@code paths} and {@code components}. An operation there gives its successful answers
 * and, as {@code x-errors}, the statuses of failures that are its own; {@link DocumentedErrors} adds those that any of its kind has.
 */
final class ServiceDocument {

    private final AccessTable table;
    private final ObjectNode document;

    private ServiceDocument(ObjectNode own, ObjectNode common, AccessTable table) {
        this.table = table;
        this.document = own.objectNode();
        String description = own.path("info").path("description").asText() + '\n' + common.path("info").path("description").asText();
        document.set("openapi", common.get("openapi"));
        add(document, own);
        add(document, common);
        add(document.withObject("components"), DocumentedErrors.components());
        document.withObject("info").put("description", description);
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(operation ->
                complete(path.getKey(), operation.getKey().toUpperCase(Locale.ROOT), (ObjectNode) operation.getValue())));
    }

    /**
     * The whole document.
     *
     * @throws IllegalStateException if the own part has an operation that the table does not serve
     */
    static ObjectNode of(ObjectNode own, ObjectNode common, AccessTable table) {
        return new ServiceDocument(own, common, table).document;
    }

    /** Adds what is not there yet: fields of objects, items of lists; an operation is there or not as a whole. */
    private static void add(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            JsonNode present = into.get(field.getKey());
            if (present == null) {
                into.set(field.getKey(), field.getValue());
            } else if (present instanceof ArrayNode array && field.getValue() instanceof ArrayNode more) {
                array.addAll(more);
            } else if (present instanceof ObjectNode object && field.getValue() instanceof ObjectNode more && !object.has("operationId")) {
                add(object, more);
            }
        });
    }

    private void complete(String path, String method, ObjectNode operation) {
        Who who = who(path, method).orElseThrow(() ->
                new IllegalStateException("the document has " + method + " " + path + ", which is not served"));
        operation.set("security", security(operation, who));
        Map<String, JsonNode> answers = new TreeMap<>();
        DocumentedErrors.of(operation, who).forEach(status -> answers.put(Integer.toString(status), DocumentedErrors.reference(status)));
        operation.remove("x-errors");
        operation.get("responses").properties().forEach(answer -> answers.put(answer.getKey(), answer.getValue()));
        operation.putObject("responses").setAll(answers);
    }

    private Optional<Who> who(String path, String method) {
        if (HealthRoutes.paths().contains(path)) {
            return Optional.of(Who.ANYBODY);
        }
        return table.routes().stream()
                .filter(route -> route.path().equals(path)
                        || route.path().endsWith("/*") && route.matcher().match(UriPath.create(path)).accepted())
                .findFirst().flatMap(route -> route.who(method));
    }

    /** One alternative for each scope that is enough; none for what is open. */
    private static ArrayNode security(ObjectNode operation, Who who) {
        ArrayNode security = operation.arrayNode();
        if (who.needsToken() && who.scopes().isEmpty()) {
            security.addObject().putArray("token");
        }
        who.scopes().forEach(scope -> security.addObject().putArray("token").add(scope));
        return security;
    }
}
