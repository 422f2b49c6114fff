package io.outrigger.batchworker.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.database.ChangeListener;
import io.outrigger.database.Database;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.database.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The tables of jobs, and the news that a job has changed.
 *
 * <p>News goes out behind the commit, in transactions of its own. PostgreSQL lets transactions that notify commit one after the other,
 * each behind the disk; so those that change jobs do not notify, and whoever must not miss anything looks from time to time.
 */
public final class JobDatabase implements AutoCloseable {

    private static final Schema SCHEMA = new Schema("jobs", "db/jobs", "flyway_jobs_history");
    private static final String CHANNEL = "outrigger_jobs";
    private static final int NEWS_MAX = 10_000;
    private static final int NEWS_AT_ONCE = 1_000;
    private static final Duration NEWS_REST = Duration.ofMillis(20);
    private static final Backoff NEWS_BACKOFF = Backoff.constant(Duration.ofMillis(500));

    private final Database database;
    /** Jobs that have changed; what does not fit is found by those that look. */
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>(NEWS_MAX);
    private final BackgroundLoop teller;

    private JobDatabase(Database database) {
        this.database = database;
        this.teller = BackgroundLoop.start("telling of changed jobs", NEWS_BACKOFF, this::tell);
    }

    /** Opens the pool and starts to migrate; it waits for nothing. */
    public static JobDatabase open(DatabaseConfig config) {
        return new JobDatabase(Database.open(config, SCHEMA));
    }

    /** Shows how the pool is used. */
    public JobDatabase measuredBy(MeterRegistry meters) {
        database.measuredBy(meters);
        return this;
    }

    /** Why nothing can be read yet; empty once the schema is there. */
    public Optional<String> notReadyReason() {
        return database.notReadyReason();
    }

    /** Reads in one transaction that sees one state of the jobs. */
    public <T> T read(Function<Handle, T> work) {
        return database.read(work);
    }

    /** Reads without a transaction: each statement sees the jobs as they are when it comes. The way for a single statement. */
    public <T> T readEach(Function<Handle, T> work) {
        return database.readEach(work);
    }

    /** Changes jobs; whatever is thrown undoes all of it. */
    public <T> T write(Function<Handle, T> work) {
        return database.write(work);
    }

    /** Tells every instance that a job has changed, soon and once however often that is said meanwhile. To be called behind the commit. */
    public void changed(String jobId) {
        news.offer(jobId);
    }

    private Optional<Duration> tell() throws InterruptedException {
        List<String> ids = new ArrayList<>(List.of(news.take()));
        news.drainTo(ids, NEWS_AT_ONCE - 1);
        // Nothing is lost with news that a crash swallows, so it need not wait for the disk.
        database.write(handle -> handle.createQuery("""
                        SELECT set_config('synchronous_commit', 'off', true), count(pg_notify(:channel, id))
                          FROM (SELECT DISTINCT unnest(:ids) AS id) AS changed""")
                .bind("channel", CHANNEL)
                .bindArray("ids", String.class, ids)
                .mapToMap()
                .one());
        return Optional.of(NEWS_REST);
    }

    /**
     * Listens for jobs that any instance has changed, on a thread of its own.
     *
     * @param poll how long a change whose news was lost stays unseen
     * @param changed takes the id of a job
     * @param anything runs where any job may have changed: at the start, after a pause, and when there was no news for the interval
     */
    public ChangeListener onChange(Duration poll, Consumer<String> changed, Runnable anything) {
        return ChangeListener.hear(database, CHANNEL, poll, ids -> {
            if (ids.isEmpty()) {
                anything.run();
            } else {
                ids.forEach(changed);
            }
        });
    }

    @Override
    public void close() {
        teller.close();
        database.close();
    }
}
