package io.outrigger.cli.outcome;

import io.outrigger.client.RestAnswer;
import java.io.IOException;

/** A command that cannot do what it was asked: a sentence for the person, a code for the script. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public CommandFailure(ExitCode exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** What the platform said, with the code to look up and the id to ask about. */
    public static CommandFailure refused(RestAnswer answer) {
        StringBuilder sentence = new StringBuilder(answer.message());
        String id = answer.json().path("correlation_id").asText(answer.header("x-request-id"));
        String code = answer.code().isEmpty() ? "status " + answer.status() : answer.code();
        sentence.append(" (").append(code);
        if (!id.isEmpty()) {
            sentence.append(", correlation id ").append(id);
        }
        return new CommandFailure(ExitCode.FAILED, sentence.append(')').toString());
    }

    /** Nobody answered. */
    public static CommandFailure away(IOException failure) {
        return new CommandFailure(ExitCode.NO_CONNECTION, failure.getMessage() + ".");
    }

    /** A file of this machine that cannot be read or written. */
    public static CommandFailure file(String doing, Object file, IOException failure) {
        return new CommandFailure(ExitCode.FAILED, "Cannot " + doing + " " + file + ": " + failure.getMessage() + " ("
                + failure.getClass().getSimpleName() + ").");
    }

    public static CommandFailure usage(String sentence) {
        return new CommandFailure(ExitCode.USAGE, sentence);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
