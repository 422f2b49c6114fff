package io.outrigger.batchworker.rows;

import io.outrigger.batchworker.job.JobFault;
import java.util.List;
import java.util.Optional;

/** What came of cutting an input. */
public sealed interface CutResult {

    /**
     * The input has rows.
     *
     * @param chunks in the order of the input, without gaps
     * @param model of the first line that names one, where that was asked
     */
    record Cut(long rows, List<ChunkPlace> chunks, Optional<NamedModel> model) implements CutResult {
    }

    /** The input is none. */
    record Refused(JobFault fault) implements CutResult {
    }
}
