package io.outrigger.cli.console;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Commands below a command. Only those are made that the arguments name, and all where they name none, as for the help: reading what
 * options a command has takes longer than most commands take.
 */
public final class Branch {
    /** What has to know them all, wherever it stands among the arguments. */
    private static final String COMPLETION = "completion";

    private Branch() {
    }

    /**
     * Adds the commands to the parent.
     *
     * @param commands in the order in which the help has them
     */
    public static void add(CommandLine parent, List<String> arguments, List<Entry> commands) {
        boolean all = arguments.contains(COMPLETION) || commands.stream().noneMatch(command -> arguments.contains(command.name()));
        commands.stream().filter(command -> all || arguments.contains(command.name()))
                .forEach(command -> command.adding().accept(parent));
    }

    /**
     * A command by its name.
     *
     * @param adding makes it, and adds it to the one above it
     */
    public record Entry(String name, Consumer<CommandLine> adding) {
        /** One without commands below it. */
        public static Entry of(String name, Supplier<Object> command) {
            return new Entry(name, parent -> parent.addSubcommand(command.get()));
        }
    }
}
