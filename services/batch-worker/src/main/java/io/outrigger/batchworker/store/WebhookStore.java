package io.outrigger.batchworker.store;

import io.outrigger.database.SqlTime;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Deliveries that are still to be made; one that was made is gone. */
public final class WebhookStore {

    /** With one statement; more are put off with the next try that hangs. */
    private static final int PUT_OFF_MAX = 10_000;

    /** Puts in a delivery that is due at once; to be called in the transaction in which the job ends. */
    public void insert(Handle handle, String jobId, String url, byte[] body, Instant now) {
        handle.createUpdate("""
                        INSERT INTO webhook_deliveries (id, job_id, url, body, tries, due_at) VALUES (:id, :job, :url, :body, 0, :now)""")
                .bind("id", StoredId.next(now))
                .bind("job", StoredId.job(jobId))
                .bind("url", CallerText.checked("webhook.url", url))
                .bind("body", body)
                .bind("now", SqlTime.of(now))
                .execute();
    }

    /** Takes deliveries that are due and gives nobody else them until then, the longest due first. */
    public List<WebhookDelivery> lease(Handle handle, Instant now, Instant until, int limit) {
        return handle.createQuery("""
                        UPDATE webhook_deliveries SET due_at = :until, tries = tries + 1
                         WHERE id IN (SELECT id FROM webhook_deliveries WHERE due_at <= :now
                                       ORDER BY due_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED)
                        RETURNING id, job_id, url, body, tries""")
                .bind("now", SqlTime.of(now))
                .bind("until", SqlTime.of(until))
                .bind("limit", limit)
                .map((row, context) -> new WebhookDelivery(
                        row.getString("id"), StoredId.job(row.getObject("job_id", UUID.class)), row.getString("url"),
                        row.getBytes("body"), row.getInt("tries")))
                .list();
    }

    /** Puts off what is due to the tenant of a job, the longest due first, and says how many that were. */
    public int leaveAlone(Handle handle, String jobId, Instant now, Instant until) {
        return handle.createUpdate("""
                        UPDATE webhook_deliveries SET due_at = :until
                         WHERE id IN (SELECT delivery.id FROM webhook_deliveries delivery JOIN jobs ON jobs.id = delivery.job_id
                                       WHERE delivery.due_at <= :now AND jobs.tenant = (SELECT tenant FROM jobs WHERE id = :job)
                                       ORDER BY delivery.due_at LIMIT :limit FOR NO KEY UPDATE OF delivery SKIP LOCKED)""")
                .bind("until", SqlTime.of(until))
                .bind("now", SqlTime.of(now))
                .bind("job", StoredId.job(jobId))
                .bind("limit", PUT_OFF_MAX)
                .execute();
    }

    /** Nobody is to be told any more: it was done, or is given up. */
    public void done(Handle handle, WebhookDelivery delivery) {
        handle.createUpdate("DELETE FROM webhook_deliveries WHERE id = :id").bind("id", UUID.fromString(delivery.id())).execute();
    }

    /** Puts off a delivery; nothing where somebody else has leased it since. */
    public void postponed(Handle handle, WebhookDelivery delivery, Instant due) {
        handle.createUpdate("UPDATE webhook_deliveries SET due_at = :due WHERE id = :id AND tries = :tries")
                .bind("id", UUID.fromString(delivery.id()))
                .bind("tries", delivery.tries())
                .bind("due", SqlTime.of(due))
                .execute();
    }
}
