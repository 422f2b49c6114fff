package io.outrigger.cli.batch;

import io.outrigger.cli.outcome.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Where the rows come from, as the argument says it. */
sealed interface Input {
    Pattern FILE_ID = Pattern.compile("file-[0-9a-f]{32}(-output|-errors)?");

    /** A file here, to be uploaded. */
    record Local(Path file) implements Input {
    }

    /** Standard input, to be uploaded. */
    record Piped() implements Input {
    }

    /** A file that the platform has. */
    record Uploaded(String id) implements Input {
    }

    /** An object in a bucket that the platform may read. */
    record Stored(String uri) implements Input {
    }

    /** @param path a file's name as the person means it */
    static Input of(String argument, Function<String, Path> path) {
        if ("-".equals(argument)) {
            return new Piped();
        }
        if (argument.startsWith("s3://")) {
            return new Stored(argument);
        }
        Path file = path.apply(argument);
        if (FILE_ID.matcher(argument).matches() && !Files.exists(file)) {
            return new Uploaded(argument);
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw CommandFailure.usage("FILE: expected a file of JSON lines, - for standard input, an s3:// address or the id of an "
                    + "uploaded file; found " + (Files.isDirectory(file) ? "a folder: " : "nothing to read at ") + file + ".");
        }
        return new Local(file);
    }
}
