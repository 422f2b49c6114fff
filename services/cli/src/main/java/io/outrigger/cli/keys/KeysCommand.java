package io.outrigger.cli.keys;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.console.Branch;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code outrigger keys …} */
@Command(name = "keys", mixinStandardHelpOptions = true, description = "API keys: make, list, rotate, revoke; the scope admin is needed")
public final class KeysCommand {
    private KeysCommand() {
    }

    public static Branch.Entry of(Session session, List<String> arguments) {
        return new Branch.Entry("keys", root -> {
            CommandLine keys = new CommandLine(new KeysCommand());
            root.addSubcommand(keys);
            Branch.add(keys, arguments, List.of(
                    Branch.Entry.of("create", () -> new CreateKeyCommand(session)),
                    Branch.Entry.of("ls", () -> new ListKeysCommand(session)),
                    Branch.Entry.of("rotate", () -> new RotateKeyCommand(session)),
                    Branch.Entry.of("revoke", () -> new RevokeKeyCommand(session))));
        });
    }
}
