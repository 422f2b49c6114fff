package io.outrigger.cli.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "register", mixinStandardHelpOptions = true, description = {"Registers a version; the first one makes the model",
    "All that a registration may say goes into a file of JSON, such as models/sample-classifier/registration.json;",
    "what is given beside --file counts."})
final class RegisterCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "MODEL", description = "Its name")
    private String name;

    @Parameters(index = "1", paramLabel = "VERSION", description = "v1, or 1")
    private String version;

    @Option(names = "--endpoint", paramLabel = "HOST:PORT", description = "gRPC address of the server that has it")
    private String endpoint;

    @Option(names = "--fleet", paramLabel = "FLEET", description = "Where it runs, instead; may be given several times")
    private List<String> fleets;

    @Option(names = "--framework", paramLabel = "F", description = "onnx where neither this nor the file says it")
    private String framework;

    @Option(names = "--file", paramLabel = "FILE", description = "The rest of the registration; - is standard input")
    private String file;

    RegisterCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode answer = session.registryAsAdmin().post(ModelPaths.MODELS, registration());
        if (!session.printed(answer)) {
            session.terminal().line(answer.path("model").asText(name) + " " + answer.path("version").asText(version) + " is registered.");
            answer.path("notices").forEach(notice -> session.terminal().note(notice.asText()));
        }
        return 0;
    }

    private ObjectNode registration() {
        ObjectNode registration = file == null ? JsonNodeFactory.instance.objectNode() : read();
        registration.put("name", name).put("version", version);
        if (framework != null || !registration.has("framework")) {
            registration.put("framework", framework == null ? "onnx" : framework);
        }
        if (endpoint != null) {
            registration.put("endpoint", endpoint);
        }
        if (fleets != null) {
            fleets.forEach(registration.putArray("fleets")::add);
        }
        return registration;
    }

    private ObjectNode read() {
        try (InputStream in = "-".equals(file) ? session.terminal().input() : Files.newInputStream(session.path(file))) {
            if (new ObjectMapper().readTree(in) instanceof ObjectNode registration) {
                return registration;
            }
            throw CommandFailure.usage("--file: expected a JSON object, found something else in " + file + ".");
        } catch (IOException failed) {
            throw CommandFailure.usage("--file: expected a file with a JSON object; " + file + " cannot be read ("
                    + failed.getMessage() + ").");
        }
    }
}
