package io.outrigger.batchworker.store;

/**
 * The model of a job.
 *
 * @param name empty where the rows have to say it and were not read yet
 * @param version as the submitter named it, empty for the model's default, until it is resolved; {@code v3} from then on
 * @param digest of the version's artifact; empty where it is not known
 * @param resolved whether it is pinned
 */
public record JobModel(String name, String version, String digest, boolean resolved) {

    /** As a request names it. */
    public static JobModel named(String name, String version) {
        return new JobModel(name, version, "", false);
    }

    public static JobModel pinned(String name, String version, String digest) {
        return new JobModel(name, version, digest, true);
    }
}
