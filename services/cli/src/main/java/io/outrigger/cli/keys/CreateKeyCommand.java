package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", mixinStandardHelpOptions = true, description = {"Makes a key and prints it, this once:",
    "  KEY=$(outrigger keys create ci --scope infer --expires-in 90d)"})
final class CreateKeyCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "What it is for, to find it again")
    private String name;

    @Option(names = "--scope", required = true, split = ",", paramLabel = "S", description = "What it may do: infer, batch, models:read, "
            + "models:write, admin; may be given several times")
    private List<String> scopes;

    @Option(names = "--model", split = ",", paramLabel = "M", description = "Only for this model; may be given several times")
    private List<String> models;

    @Option(names = "--tenant", paramLabel = "T", description = "Whose quota and bill it is; otherwise yours")
    private String tenant;

    @Option(names = "--expires-in", paramLabel = "TIME", description = "How long it is good: 24h, 90d; otherwise until it is revoked")
    private String expiresIn;

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "Requests that it may make")
    private Long requestsPerMinute;

    @Option(names = "--burst", paramLabel = "N", description = "Requests at once after a rest; otherwise those of a minute")
    private Long burst;

    @Option(names = "--rows-per-minute", paramLabel = "N", description = "Rows that it may have run")
    private Long rowsPerMinute;

    CreateKeyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var request = new KeyRequest(name, scopes, models, tenant, expiresIn, requestsPerMinute, burst, rowsPerMinute);
        JsonNode answer = NewSecret.ask(session.gatewayAsAdmin(), KeyPaths.KEYS, request.json());
        NewSecret.print(session, answer, "Key " + new ToldKey(answer).summary() + ".");
        return 0;
    }
}
