package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.objects.ObjectUpload;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.rows.CutProgress;
import io.outrigger.batchworker.rows.FailedRows;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.LinesKind;
import io.outrigger.batchworker.store.StoredChunk;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes the input of a job that runs the failed rows of another one again. That one has ended, so whoever writes it, and however often,
 * writes the same.
 */
final class FailedRowsInput {

    private final JobDatabase database;
    private final JobStore jobs;
    private final ChunkStore chunks;
    private final JobInputs inputs;
    private final JobLines lines;
    private final ObjectStore objects;
    private final CutLimits limits;

    FailedRowsInput(JobDatabase database, JobStore jobs, ChunkStore chunks, JobInputs inputs, JobLines lines, ObjectStore objects,
            CutLimits limits) {
        this.database = database;
        this.jobs = jobs;
        this.chunks = chunks;
        this.inputs = inputs;
        this.lines = lines;
        this.objects = objects;
        this.limits = limits;
    }

    void write(StoredJob job, String parentId, CutProgress progress) throws IOException {
        StoredJob parent = database.readEach(handle -> jobs.find(handle, parentId)).orElseThrow(() -> gone(parentId));
        try (InputStream errors = lines.open(parentId, LinesKind.ERRORS, 0, parent.job().answered().errorBytes());
                ObjectUpload upload = objects.upload(ObjectKeys.input(job.id()))) {
            FailedRows.write(errors, line -> piece(parent, line), limits.lineBytesMax(), new Upload(upload, progress));
            upload.finish();
        }
    }

    /** The chunk that has the line, found by halving: chunks are in the order of their lines. */
    private FailedRows.Piece piece(StoredJob parent, long line) {
        int low = 0;
        int high = parent.job().chunks() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (place(parent, middle).firstLine() <= line) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        ChunkPlace place = place(parent, low);
        return new FailedRows.Piece(place, inputs.open(parent, place));
    }

    private ChunkPlace place(StoredJob parent, int index) {
        return database.readEach(handle -> chunks.find(handle, new ChunkId(parent.id(), index))).map(StoredChunk::place)
                .orElseThrow(() -> gone(parent.id()));
    }

    private static ServiceException gone(String jobId) {
        return new ServiceException(ErrorCode.JOB_NOT_FOUND, "The job " + jobId + ", whose failed rows these are, is gone.");
    }

    private static final class Upload extends OutputStream {

        private final ObjectUpload upload;
        private final CutProgress progress;
        private long bytes;

        Upload(ObjectUpload upload, CutProgress progress) {
            this.upload = upload;
            this.progress = progress;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            upload.write(source, offset, length);
            bytes += length;
            progress.read(bytes);
        }
    }
}
