package io.outrigger.batchworker.store;

import io.outrigger.database.TimedId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Ids of jobs and files as callers see them and as columns hold them; their order is that of age. */
public final class StoredId {

    private static final String JOB = "batch_";
    private static final String FILE = "file-";

    private StoredId() {
    }

    /** The id of a job that is submitted now. */
    public static String newJob(Instant now) {
        return job(next(now));
    }

    /** The id of a file that is uploaded now. */
    public static String newFile(Instant now) {
        return file(next(now));
    }

    static UUID next(Instant now) {
        return TimedId.next(now);
    }

    static String job(UUID id) {
        return TimedId.text(JOB, id);
    }

    static String file(UUID id) {
        return TimedId.text(FILE, id);
    }

    /** What a column holds for what a caller takes for the id of a job; empty where it is none. */
    static Optional<UUID> ofJob(String id) {
        return TimedId.column(JOB, id);
    }

    static Optional<UUID> ofFile(String id) {
        return TimedId.column(FILE, id);
    }

    /** What a column holds for an id of ours. */
    static UUID job(String id) {
        return ofJob(id).orElseThrow(() -> new IllegalArgumentException("No id of a job: " + id));
    }

    static UUID file(String id) {
        return ofFile(id).orElseThrow(() -> new IllegalArgumentException("No id of a file: " + id));
    }
}
