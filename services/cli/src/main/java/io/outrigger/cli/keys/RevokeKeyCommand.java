package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends keys for good, everywhere within seconds")
final class RevokeKeyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "key_…")
    private List<String> ids;

    RevokeKeyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ServiceCaller gateway = session.gatewayAsAdmin();
        for (String id : ids) {
            JsonNode answer = gateway.delete(KeyPaths.key(id));
            if (!session.printed(answer)) {
                session.terminal().line("Key " + id + " '" + answer.path("name").asText() + "' is revoked.");
            }
        }
        return 0;
    }
}
