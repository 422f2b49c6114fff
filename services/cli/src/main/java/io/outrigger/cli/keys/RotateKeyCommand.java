package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Durations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "rotate", mixinStandardHelpOptions = true, description = {"Gives a key another secret and prints it, this once",
    "It keeps its id and all that it allows; the old one goes on for the overlap."})
final class RotateKeyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "key_…")
    private String id;

    @Option(names = "--overlap", paramLabel = "TIME", description = "How long the old one is good besides: 1h, 7d (a day otherwise); "
            + "0s ends it now")
    private String overlap;

    RotateKeyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (overlap != null) {
            request.put("overlap_s", Durations.ofOption("--overlap", overlap));
        }
        JsonNode answer = NewSecret.ask(session.gatewayAsAdmin(), KeyPaths.rotation(id), request);
        ToldKey key = new ToldKey(answer);
        NewSecret.print(session, answer, "Key " + key.summary() + ".\n" + key.instant("previous_valid_until")
                .map(end -> "The old one is good until " + end + ".").orElse("The old one is no longer good."));
        return 0;
    }
}
