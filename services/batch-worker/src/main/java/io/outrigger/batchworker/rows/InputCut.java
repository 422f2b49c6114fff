package io.outrigger.batchworker.rows;

import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.rows.LineHead.Scope;
import io.outrigger.chassis.errors.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Cuts an input into chunks, in one pass and without changing it: of each line its custom_id is read, and the model until one is found.
 *
 * <p>The first line with a custom_id has it, the later ones are duplicates, whatever else is right or wrong with either. For one input.
 */
public final class InputCut {

    private final CutLimits limits;
    private final Optional<ToIntFunction<NamedModel>> chunkRows;
    private final SeenIds seen = new SeenIds();
    private final List<ChunkPlace> chunks = new ArrayList<>();
    private int chunkRowsMax;
    private Optional<NamedModel> model = Optional.empty();
    private long offset;
    private long length;
    private int rows;
    private int[] duplicates = new int[0];

    private InputCut(CutLimits limits, int chunkRowsMax, Optional<ToIntFunction<NamedModel>> chunkRows) {
        this.limits = limits;
        this.chunkRowsMax = chunkRowsMax;
        this.chunkRows = chunkRows;
    }

    /**
     * Cuts an input whose model is known.
     *
     * @param input closed by the caller
     * @param chunkRowsMax most rows of a chunk, see {@link CutLimits#chunkRows}
     */
    public static CutResult cut(InputStream input, int chunkRowsMax, CutLimits limits, CutProgress progress) throws IOException {
        return new InputCut(limits, chunkRowsMax, Optional.empty()).cut(input, progress);
    }

    /**
     * Cuts an input whose lines name their model.
     *
     * @param chunkRows most rows of a chunk for the first model that a line names, asked once; what it throws ends the cutting
     */
    public static CutResult cut(InputStream input, ToIntFunction<NamedModel> chunkRows, CutLimits limits, CutProgress progress)
            throws IOException {
        CutResult result = new InputCut(limits, CutLimits.chunkRows(0), Optional.of(chunkRows)).cut(input, progress);
        return result instanceof CutResult.Cut cut && cut.model().isEmpty()
                ? refused(ErrorCode.MISSING_FIELD, "The job names no model, and none of the " + cut.rows()
                        + " lines of its input does in body.model; one of the two is expected.", "model")
                : result;
    }

    private CutResult cut(InputStream input, CutProgress progress) throws IOException {
        var lines = new LineReader(new Watched(input, progress), 1, limits.lineBytesMax());
        while (lines.next()) {
            if (lines.number() > limits.rowsMax()) {
                return refused(ErrorCode.PAYLOAD_TOO_LARGE, "The input has more than " + limits.rowsMax()
                        + " lines; a job is expected to have at most so many.", "input");
            }
            LineHead head = LineHead.read(lines.buffer(), lines.from(), lines.size(),
                    chunkRows.isPresent() && model.isEmpty() ? Scope.MODEL : Scope.CUSTOM_ID);
            if (model.isEmpty() && head.model().isPresent()) {
                model = head.model();
                chunkRowsMax = chunkRows.orElseThrow().applyAsInt(model.get());
            }
            add(lines, head.customId().isPresent() && !seen.add(head.customId().get()));
        }
        end();
        long all = lines.number();
        return all == 0
                ? refused(ErrorCode.NO_ROWS, "The input has no lines; one line of JSON a row is expected.", "input")
                : new CutResult.Cut(all, List.copyOf(chunks), model);
    }

    private void add(LineReader line, boolean duplicate) {
        if (rows > 0 && (rows >= chunkRowsMax || length + line.length() > limits.chunkBytesMax())) {
            end();
        }
        if (rows == 0) {
            offset = line.offset();
        }
        rows++;
        length += line.length();
        if (duplicate) {
            duplicates = Arrays.copyOf(duplicates, duplicates.length + 1);
            duplicates[duplicates.length - 1] = (int) line.number();
        }
    }

    private void end() {
        if (rows > 0) {
            long first = chunks.isEmpty() ? 1 : chunks.getLast().firstLine() + chunks.getLast().rows();
            chunks.add(new ChunkPlace(chunks.size(), offset, length, first, rows, duplicates));
        }
        rows = 0;
        length = 0;
        duplicates = new int[0];
    }

    private static CutResult refused(ErrorCode code, String sentence, String param) {
        return new CutResult.Refused(new JobFault(code.code(), sentence, param, 0));
    }

    /** An input of which every read is told. */
    private static final class Watched extends FilterInputStream {

        private final CutProgress progress;
        private long bytes;

        Watched(InputStream input, CutProgress progress) {
            super(input);
            this.progress = progress;
        }

        @Override
        public int read(byte[] target, int from, int size) throws IOException {
            int read = super.read(target, from, size);
            bytes += Math.max(0, read);
            progress.read(bytes);
            return read;
        }
    }
}
