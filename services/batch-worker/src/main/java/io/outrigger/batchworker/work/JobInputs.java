package io.outrigger.batchworker.work;

import io.outrigger.batchworker.objects.ObjectAddress;
import io.outrigger.batchworker.objects.ObjectRead;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.OutputStore;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of jobs, wherever they lie; FILE_NOT_FOUND where they are gone. */
final class JobInputs {

    private static final long ALL = Long.MAX_VALUE;

    private final JobDatabase database;
    private final OutputStore outputs;
    private final ObjectStore objects;

    JobInputs(JobDatabase database, OutputStore outputs, ObjectStore objects) {
        this.database = database;
        this.outputs = outputs;
        this.objects = objects;
    }

    /** All of a job's lines. */
    InputStream open(StoredJob job) {
        return open(job, 0, ALL);
    }

    /** Those of a chunk. */
    InputStream open(StoredJob job, ChunkPlace place) {
        return open(job, place.offset(), place.length());
    }

    private InputStream open(StoredJob job, long offset, long length) {
        return switch (job.terms().input()) {
            case JobInput.InlineInput here -> new ByteArrayInputStream(database
                    .readEach(handle -> outputs.input(handle, job.id(), offset, Math.min(length, Integer.MAX_VALUE)))
                    .orElseThrow(() -> new ServiceException(ErrorCode.FILE_NOT_FOUND, "The input of job " + job.id() + " is gone.")));
            case JobInput.ObjectInput object -> read(new ObjectAddress(object.bucket(), object.key()), offset, length);
            case JobInput.FailedRowsOf failed -> read(objects.own(ObjectKeys.input(job.id())), offset, length);
        };
    }

    private InputStream read(ObjectAddress address, long offset, long length) {
        ObjectRead object = objects.read(address, offset, length);
        return new FilterInputStream(object.stream()) {

            @Override
            public void close() throws IOException {
                object.close();
            }
        };
    }
}
