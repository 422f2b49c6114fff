package io.outrigger.batchworker.store;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Which request made which job: an idempotency key is its tenant's, and makes one job however often and by how many it is sent. */
public final class SubmissionStore {

    private static final int TRIES_MAX = 10;

    /**
     * What a key stands for.
     *
     * @param created whether the job is the one that is being made
     * @param sameRequest whether the request is the one that the key was first used for
     */
    public record Submission(String jobId, boolean created, boolean sameRequest) {
    }

    /** What a key stands for already. */
    public Optional<Submission> find(Handle handle, String tenant, String key, byte[] requestSha256) {
        return handle.createQuery("SELECT job_id, request_sha256 FROM submissions WHERE tenant = :tenant AND key = :key")
                .bind("tenant", tenant)
                .bind("key", CallerText.checked("Idempotency-Key", key))
                .map((row, context) -> new Submission(
                        StoredId.job(row.getObject("job_id", UUID.class)), false,
                        MessageDigest.isEqual(requestSha256, row.getBytes("request_sha256"))))
                .findOne();
    }

    /**
     * Takes the key for a job that is made in this transaction, unless it stands for one. Who comes while another transaction has
     * taken it waits for how that ends.
     */
    public Submission claim(Handle handle, String tenant, String key, byte[] requestSha256, String jobId) {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            int inserted = handle.createUpdate("""
                            INSERT INTO submissions (tenant, key, request_sha256, job_id) VALUES (:tenant, :key, :sha256, :job)
                            ON CONFLICT (tenant, key) DO NOTHING""")
                    .bind("tenant", tenant)
                    .bind("key", CallerText.checked("Idempotency-Key", key))
                    .bind("sha256", requestSha256)
                    .bind("job", StoredId.job(jobId))
                    .execute();
            if (inserted == 1) {
                return new Submission(jobId, true, true);
            }
            Optional<Submission> known = find(handle, tenant, key, requestSha256);
            if (known.isPresent()) {
                return known.get();
            }
            // Its job was deleted between the two statements.
        }
        throw new IllegalStateException("An idempotency key was taken and freed " + TRIES_MAX + " times in a row");
    }
}
