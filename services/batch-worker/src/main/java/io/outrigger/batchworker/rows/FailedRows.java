package io.outrigger.batchworker.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The input of a job that runs the failed rows of another one again: their lines, as they were.
 *
 * <p>Left out are duplicates, whose custom_id another line has, and lines that were too long to be read. The error lines of a job are in
 * order within a chunk only, so each chunk is opened where they come to it, and read once as far as they go.
 */
public final class FailedRows {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** The input of the job whose rows have failed. */
    public interface Parent {

        /** The chunk that has the line. */
        Piece open(long line) throws IOException;
    }

    /** @param lines of the chunk, from its first byte on; closed when another one is opened */
    public record Piece(ChunkPlace place, InputStream lines) {
    }

    private record Failure(long line, String code) {

        boolean isRunAgain() {
            return !code.equals(ErrorCode.DUPLICATE_CUSTOM_ID.code()) && !code.equals(ErrorCode.LINE_TOO_LONG.code());
        }
    }

    private final Parent parent;
    private final int lineBytesMax;
    private final OutputStream target;
    private long last;
    private LineReader lines;
    private long rows;

    private FailedRows(Parent parent, int lineBytesMax, OutputStream target) {
        this.parent = parent;
        this.lineBytesMax = lineBytesMax;
        this.target = target;
    }

    /**
     * Writes the lines.
     *
     * @param errors the error lines of the parent; closed by the caller, as the target is
     * @return how many were written
     */
    public static long write(InputStream errors, Parent parent, int lineBytesMax, OutputStream target) throws IOException {
        var failed = new FailedRows(parent, lineBytesMax, target);
        var failures = new LineReader(errors, 1, lineBytesMax);
        try {
            while (failures.next()) {
                Failure failure = failure(failures);
                if (failure.isRunAgain()) {
                    failed.copy(failure.line());
                }
            }
        } finally {
            failed.close();
        }
        return failed.rows;
    }

    private void copy(long line) throws IOException {
        if (lines == null || line <= lines.number() || line > last) {
            close();
            Piece piece = parent.open(line);
            lines = new LineReader(piece.lines(), piece.place().firstLine(), lineBytesMax);
            last = piece.place().firstLine() + piece.place().rows() - 1;
        }
        while (lines.number() < line) {
            if (!lines.next()) {
                throw new IOException("the input ends before line " + line + ", which has failed");
            }
        }
        if (!lines.isTooLong()) {
            target.write(lines.buffer(), lines.from(), lines.size());
            target.write('\n');
            rows++;
        }
    }

    private void close() throws IOException {
        if (lines != null) {
            lines.close();
        }
    }

    private static Failure failure(LineReader written) throws IOException {
        long line = 0;
        String code = "";
        try (JsonParser parser = FACTORY.createParser(written.buffer(), written.from(), written.size())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean error = parser.currentName().equals("error");
                parser.nextToken();
                if (!error) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    switch (key) {
                        case "line" -> line = parser.getLongValue();
                        case "code" -> code = parser.getText();
                        default -> parser.skipChildren();
                    }
                }
            }
        }
        return new Failure(line, code);
    }
}
