package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.ChunkId;

/** What objects of ours are called. */
public final class ObjectKeys {

    public static final String FILES = "files/";
    public static final String JOBS = "jobs/";

    private ObjectKeys() {
    }

    /** An uploaded file. */
    public static String file(String fileId) {
        return FILES + fileId;
    }

    /** Everything of a job. */
    static String job(String jobId) {
        return JOBS + jobId + "/";
    }

    /** Lines that came with a job's request, or the failed ones of its parent. */
    public static String input(String jobId) {
        return job(jobId) + "input.jsonl";
    }

    /** The id of the file or job that a key of ours belongs to. */
    static String owner(String key) {
        int begin = key.indexOf('/') + 1;
        int end = key.indexOf('/', begin);
        return end < 0 ? key.substring(begin) : key.substring(begin, end);
    }

    static String lines(ChunkId chunk, int token, String kind) {
        return job(chunk.jobId()) + "chunks/" + chunk.index() + "/" + token + "/" + kind + ".jsonl";
    }
}
