package io.outrigger.batchworker.store;

import java.util.Optional;

/** Where the rows of a job come from. */
public sealed interface JobInput {

    /** Lines that came with the request and lie beside the job in the database. */
    record InlineInput() implements JobInput {
    }

    /**
     * An object.
     *
     * @param fileId the uploaded file that it is
     * @param uri by which the submitter named it; where there is neither, the lines came with the request and were too many to lie here
     */
    record ObjectInput(String bucket, String key, Optional<String> fileId, Optional<String> uri) implements JobInput {
    }

    /** The rows that failed in another job, which the cut of this one writes to an object of its own. */
    record FailedRowsOf(String parent) implements JobInput {
    }
}
