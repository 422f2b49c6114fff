package io.outrigger.documentation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.chassis.access.Who;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How operations fail, as the document says it: one response a status, with the codes that have it. */
final class DocumentedErrors {

    /** What a server says to any request: unreadable (a body too, where none is wanted), too slow, too long, too much, stopping. */
    private static final List<Integer> OF_ANY_REQUEST = List.of(400, 405, 408, 413, 414, 415, 429, 431, 500, 503, 505);
    private static final List<Integer> OF_A_BODY = List.of(411);
    private static final int WITHOUT_TOKEN = 401;
    private static final int WITHOUT_SCOPE = 403;
    private static final Map<Integer, String> HEADERS = Map.of(WITHOUT_TOKEN, "WWW-Authenticate", WITHOUT_SCOPE, "WWW-Authenticate",
            405, "Allow", 429, "Retry-After", 503, "Retry-After");

    private DocumentedErrors() {
    }

    /** The statuses of an operation's failures: its own, and those that follow from what it takes and from whom. */
    static SortedSet<Integer> of(ObjectNode operation, Who who) {
        SortedSet<Integer> statuses = new TreeSet<>(OF_ANY_REQUEST);
        if (operation.has("requestBody")) {
            statuses.addAll(OF_A_BODY);
        }
        if (who.needsToken()) {
            statuses.add(WITHOUT_TOKEN);
        }
        if (!who.scopes().isEmpty()) {
            statuses.add(WITHOUT_SCOPE);
        }
        operation.path("x-errors").forEach(status -> statuses.add(status.asInt()));
        return statuses;
    }

    /** The reference to a status' response. */
    static ObjectNode reference(int status) {
        return object().put("$ref", "#/components/responses/" + name(status));
    }

    /** A schema of all codes and a response for each status that one has. */
    static ObjectNode components() {
        ObjectNode components = object();
        var codes = components.putObject("schemas").putObject("ErrorCode").put("type", "string").putArray("enum");
        Arrays.stream(ErrorCode.values()).forEach(code -> codes.add(code.code()));
        ObjectNode responses = components.putObject("responses");
        Arrays.stream(ErrorCode.values()).map(ErrorCode::httpStatus).distinct().sorted()
                .forEach(status -> responses.set(name(status), response(status)));
        return components;
    }

    private static ObjectNode response(int status) {
        ObjectNode response = object();
        response.put("description", Arrays.stream(ErrorCode.values()).filter(code -> code.httpStatus() == status)
                .map(code -> "`" + code.code() + "`: " + code.title() + ".\n").collect(Collectors.joining()));
        if (HEADERS.containsKey(status)) {
            String header = HEADERS.get(status);
            response.putObject("headers").putObject(header).put("$ref", "#/components/headers/" + header);
        }
        response.putObject("content").putObject(Problem.MEDIA_TYPE).putObject("schema").put("$ref", "#/components/schemas/Problem");
        return response;
    }

    private static String name(int status) {
        return "Error" + status;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
