package io.outrigger.cli.token;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.access.Access;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "token", mixinStandardHelpOptions = true, description = {"The token that would be used, for other programs:",
    "  curl -H \"Authorization: Bearer $(outrigger token)\" …"})
public final class TokenCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--admin", description = "The one for keys and changes of models")
    private boolean admin;

    private TokenCommand(Session session) {
        this.session = session;
    }

    public static Branch.Entry of(Session session) {
        return Branch.Entry.of("token", () -> new TokenCommand(session));
    }

    @Override
    public Integer call() {
        Access access = session.access();
        String token = admin ? access.adminToken() : access.token();
        if (token.isEmpty()) {
            throw new CommandFailure(ExitCode.FAILED, "There is no token: neither --token, nor TOKEN in the environment or in "
                    + ".outrigger/platform.env, which mvn -Pup leaves in the folder where it is started.");
        }
        if (!session.printed(JsonNodeFactory.instance.objectNode().put("token", token))) {
            session.terminal().line(token);
        }
        return 0;
    }
}
