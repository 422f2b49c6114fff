package io.outrigger.cli.keys;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;

/** A request whose answer has a key in it: asked once, since it would be another key the second time. */
final class NewSecret {
    private NewSecret() {
    }

    /** The answer; where none comes, the key may have been made and is lost. */
    static JsonNode ask(ServiceCaller gateway, String path, JsonNode request) {
        try {
            return gateway.post(path, request);
        } catch (CommandFailure failure) {
            if (failure.exitCode() != ExitCode.NO_CONNECTION) {
                throw failure;
            }
            throw new CommandFailure(ExitCode.NO_CONNECTION, failure.getMessage()
                    + "\nWhether it was done is not known, and a key that was made is lost: see outrigger keys ls, and revoke it.");
        }
    }

    /** The key alone goes to standard output, so that a script can take it from there. */
    static void print(Session session, JsonNode answer, String hint) {
        if (!session.printed(answer)) {
            session.terminal().line(answer.path("key").asText());
            session.terminal().note(hint + "\nThe key is shown this once: keep it where secrets are kept.");
        }
    }
}
