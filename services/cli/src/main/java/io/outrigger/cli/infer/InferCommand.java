package io.outrigger.cli.infer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import io.outrigger.cli.outcome.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "infer", description = "One picture, and what the model sees in it")
public final class InferCommand implements Callable<Integer> {
    private final Session session;

    /** By itself, since --version is the model's here. */
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help message and exit.")
    private boolean help;

    @Parameters(paramLabel = "IMAGE", description = "A PNG or JPEG; - is standard input")
    private String image;

    @Option(names = "--model", paramLabel = "M", description = "Model; may be left out where the registry has one only")
    private String model;

    @Option(names = "--version", paramLabel = "V", description = "Version or alias; otherwise the model's default alias")
    private String version;

    private InferCommand(Session session) {
        this.session = session;
    }

    public static Branch.Entry of(Session session) {
        return Branch.Entry.of("infer", () -> new InferCommand(session));
    }

    @Override
    public Integer call() {
        byte[] picture = picture();
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("model", model == null ? onlyModel() : model);
        if (version != null) {
            request.put("version", version);
        }
        request.putObject("input").put("image", Base64.getEncoder().encodeToString(picture));
        JsonNode answer = session.gateway().post("/v1/infer", request);
        if (!session.printed(answer)) {
            session.terminal().lines(AnswerText.lines(answer));
        }
        return 0;
    }

    private byte[] picture() {
        Path file = session.path(image);
        try {
            return "-".equals(image) ? session.terminal().input().readAllBytes() : Files.readAllBytes(file);
        } catch (IOException failed) {
            throw CommandFailure.usage("IMAGE: expected a picture that can be read, or - for standard input; found "
                    + (Files.exists(file) ? file + " (" + failed.getMessage() + ")." : "nothing at " + file + "."));
        }
    }

    private String onlyModel() {
        List<String> names = StreamSupport.stream(session.registry().read("/v1/models").path("models").spliterator(), false)
                .map(known -> known.path("name").asText()).toList();
        if (names.size() != 1) {
            throw CommandFailure.usage("--model: expected one of the registry's models, found none; it has "
                    + (names.isEmpty() ? "no models." : String.join(", ", names) + "."));
        }
        return names.getFirst();
    }
}
