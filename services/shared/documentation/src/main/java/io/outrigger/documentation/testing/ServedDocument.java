package io.outrigger.documentation.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.helidon.common.uri.UriPath;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.server.HealthRoutes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An OpenAPI document as it came from a server, to be held against the code. */
public final class ServedDocument {

    private final JsonNode document;
    private final List<Operation> operations = new ArrayList<>();

    private ServedDocument(JsonNode document) {
        this.document = document;
        document.path("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            Set<String> statuses = new TreeSet<>();
            operation.getValue().path("responses").fieldNames().forEachRemaining(statuses::add);
            operations.add(new Operation(operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), PathMatchers.create(path.getKey()),
                    statuses));
        }));
    }

    private record Operation(String method, String path, PathMatcher matcher, Set<String> statuses) {

        String name() {
            return method + " " + path;
        }
    }

    /** An answer that somebody got. */
    public record Answer(String method, String path, int status) {
    }

    public static ServedDocument parse(byte[] yaml) {
        try {
            return new ServedDocument(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Routes that the document lacks, and operations that nobody serves; what is refused whatever the method is no route. */
    public Set<String> differencesFrom(AccessTable table) {
        Set<String> served = new HashSet<>(HealthRoutes.paths().stream().map(path -> "GET " + path).toList());
        table.routes().forEach(route -> route.methods().keySet().stream()
                .filter(method -> !method.equals(AccessTable.EVERY_METHOD))
                .forEach(method -> served.add(method + " " + route.path().replace("/openapi/*", "/openapi/ui"))));
        return difference(served, operations.stream().map(Operation::name).collect(Collectors.toSet()));
    }

    /** Error codes and their statuses that are on one side alone: in the code or in the document. */
    public Set<String> differencesFromErrorCodes() {
        Set<String> documented = new HashSet<>();
        document.path("components").path("schemas").path("ErrorCode").path("enum").forEach(code -> documented.add(code.asText()));
        document.path("components").path("responses").properties().stream().filter(response -> response.getKey().startsWith("Error"))
                .forEach(response -> documented.add(response.getKey()));
        Set<String> known = Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());
        Arrays.stream(ErrorCode.values()).forEach(code -> known.add("Error" + code.httpStatus()));
        return difference(known, documented);
    }

    /** The answers that no response of their operation allows; an address or method that the document lacks allows any. */
    public List<Answer> undocumented(Collection<Answer> answers) {
        return answers.stream().distinct().filter(answer -> operation(answer)
                .filter(operation -> !operation.statuses().contains(Integer.toString(answer.status()))).isPresent()).toList();
    }

    private Optional<Operation> operation(Answer answer) {
        String method = answer.method().equals("HEAD") ? "GET" : answer.method();
        UriPath path = UriPath.create(answer.path());
        List<Operation> at = operations.stream().filter(operation -> operation.matcher().match(path).accepted()).toList();
        return at.stream().filter(operation -> operation.path().equals(at.getFirst().path()) && operation.method().equals(method))
                .findFirst();
    }

    private static Set<String> difference(Set<String> one, Set<String> other) {
        Set<String> different = new TreeSet<>(one);
        different.removeAll(other);
        other.stream().filter(item -> !one.contains(item)).forEach(different::add);
        return different;
    }
}
