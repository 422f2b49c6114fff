package io.outrigger.batchworker.run;

import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.rows.LineReader;
import io.outrigger.batchworker.rows.RowLine;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a chunk, one after the other. Those that are an error whatever becomes of the job, duplicates and lines that are too long,
 * get it here and are passed over. For one thread.
 */
final class ChunkReader {

    private final String jobId;
    private final ChunkPlace place;
    private final LineReader reader;
    private final RowLines lines;

    ChunkReader(String jobId, ChunkPlace place, InputStream input, int lineBytesMax, RowLines lines) {
        this.jobId = jobId;
        this.place = place;
        this.reader = new LineReader(input, place.firstLine(), lineBytesMax);
        this.lines = lines;
    }

    /** Goes to the next line that can be a row; false where there is none. */
    boolean next() throws IOException {
        while (reader.number() < place.firstLine() + place.rows() - 1) {
            if (!reader.next()) {
                throw new IOException("the input ends at line " + reader.number() + " of a chunk that goes on");
            }
            if (reader.isTooLong()) {
                lines.failed(index(), RowLine.unknown(jobId, reader.number()).error(ErrorCode.LINE_TOO_LONG, "The line has "
                        + reader.length() + " bytes, which is more than a line of a job may have; it was not read."));
            } else if (Arrays.binarySearch(place.duplicateLines(), (int) reader.number()) >= 0) {
                RowLine line = line();
                lines.failed(index(), line.anonymous().error(ErrorCode.DUPLICATE_CUSTOM_ID, "The custom_id "
                        + line.customId().map(Quote::of).orElse("of the line")
                        + " is that of an earlier line; each is expected once in a job."));
            } else {
                return true;
            }
        }
        return false;
    }

    /** Of the line in its chunk. */
    int index() {
        return (int) (reader.number() - place.firstLine());
    }

    long number() {
        return reader.number();
    }

    byte[] bytes() {
        return reader.bytes();
    }

    /** What can be told of the line without reading it as a row. */
    RowLine line() {
        return RowLine.of(jobId, reader.number(), reader.bytes());
    }

    /** Gives all lines behind this one an error. */
    void failRest(ErrorCode code, String sentence) throws IOException {
        while (next()) {
            lines.failed(index(), line().error(code, sentence));
        }
    }
}
