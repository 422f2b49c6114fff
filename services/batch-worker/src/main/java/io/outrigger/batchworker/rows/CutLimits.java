package io.outrigger.batchworker.rows;

import io.outrigger.chassis.config.Settings;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;

/**
 * How much an input may hold, and what a chunk of it.
 *
 * @param rowsMax lines of one job, which are counted in memory by some 30 bytes each
 * @param chunkBytesMax of a chunk of more than one line: what a worker has in memory for each chunk that it runs is a small multiple
 * @param lineBytesMax the longest line that is read; a longer one is an error of its own
 */
public record CutLimits(int rowsMax, long chunkBytesMax, int lineBytesMax) {

    private static final int CHUNK_ROWS_MIN = 32;
    private static final int CHUNK_ROWS_MAX = 512;
    /** Full calls in a chunk: enough to keep some in flight, and few enough to be done again when a worker is lost. */
    private static final int CALLS_IN_CHUNK = 4;
    /** What the answers of a chunk are to take as tensors; as text they are up to eight times as large. */
    private static final double CHUNK_OUTPUT_BYTES = 8 << 20;
    private static final int MIB = 1 << 20;
    /** Lines are held in one array each. */
    private static final int LINE_BYTES_BOUND = 1 << 30;

    public static CutLimits from(Settings settings) {
        int rows = settings.integer("JOB_ROWS_MAX", 5_000_000, 1, 100_000_000, "most rows of a job");
        long chunk = settings.bytes("JOB_CHUNK_BYTES_MAX", 4 * MIB, "largest piece of an input that is run at once, or one row");
        long line = settings.bytes("JOB_LINE_BYTES_MAX", 32 * MIB, "longest line of an input that is read as a row");
        if (line < 1 || line > LINE_BYTES_BOUND) {
            settings.reject("JOB_LINE_BYTES_MAX: expected 1 to " + LINE_BYTES_BOUND + ", found " + line + ".");
        }
        return new CutLimits(rows, chunk, Math.clamp(line, 1, LINE_BYTES_BOUND));
    }

    /** How many rows a chunk has that suits a model which takes so many at once; 0 for one that takes a single request. */
    public static int chunkRows(int batchSizeMax) {
        return Math.clamp((long) CALLS_IN_CHUNK * batchSizeMax, CHUNK_ROWS_MIN, CHUNK_ROWS_MAX);
    }

    /** The same, and fewer for a model with large outputs, since those of a chunk are held until it is done. */
    public static int chunkRows(Signature signature) {
        double rowBytes = 0;
        for (TensorSpec output : signature.outputs()) {
            double bytes = Math.max(1, output.datatype().bytes());
            for (long dimension : output.shape()) {
                bytes *= Math.max(1, dimension);
            }
            rowBytes += bytes;
        }
        return (int) Math.clamp(CHUNK_OUTPUT_BYTES / Math.max(1, rowBytes), 1.0, chunkRows(signature.maxBatchSize()));
    }
}
