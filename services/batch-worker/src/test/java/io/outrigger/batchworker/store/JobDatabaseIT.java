package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.Job;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.database.ChangeListener;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances on a database that others use too. */
class JobDatabaseIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension() {
        @Override
        public void beforeAll(ExtensionContext context) {
            backends.beforeAll(context);
            Jdbi.create(backends.jdbcUrl(), backends.user(), backends.password())
                    .useHandle(handle -> handle.execute("CREATE TABLE of_another_service (x integer)"));
            super.beforeAll(context);
        }
    };

    @Test
    void tablesOfOthersAreNoObstacle() {
        long migrations = store.<Long>write(handle ->
                handle.createQuery("SELECT count(*) FROM flyway_jobs_history WHERE success").mapTo(Long.class).one());
        assertThat(migrations).isPositive();
    }

    /** A worker that is stopped, or behind a network that is gone, in the midst of a transaction. */
    @Test
    void whoSaysNothingInATransactionKeepsWhatItHasLockedForAMomentOnly() throws Exception {
        Job job = Samples.submitted(NOW);
        store.run(handle -> store.jobs.insert(handle, job, Samples.terms("acme"), Optional.empty()));
        var locked = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        try (JobDatabase hanging = store.open(2, Duration.ofMillis(200)); ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> hangs = thread.submit(() -> hanging.write(handle -> {
                assertThat(store.jobs.lock(handle, job.id())).isPresent();
                locked.countDown();
                await(over);
                return null;
            }));
            await(locked);
            store.run(handle -> assertThat(store.jobs.lock(handle, job.id())).isPresent());
            over.countDown();
            assertThatThrownBy(hangs::get).hasCauseInstanceOf(ServiceException.class);
            Optional<StoredJob> found = hanging.readEach(handle -> store.jobs.find(handle, job.id()));
            assertThat(found).as("with another connection").isPresent();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void newsReachesEveryInstance() {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        var anything = new AtomicInteger();
        try (JobDatabase another = store.open(2);
                ChangeListener listener = another.onChange(Duration.ofMinutes(10), heard::add, anything::incrementAndGet)) {
            Eventually.isTrue(() -> anything.get() == 1);
            String first = StoredId.newJob(NOW);
            String second = StoredId.newJob(NOW);
            store.database().changed(first);
            store.database().changed(second);
            store.database().changed(second);
            Eventually.isTrue(() -> heard.equals(Set.of(first, second)));
            assertThat(listener).isNotNull();
        }
    }

    @Test
    void withoutNewsAnythingMayHaveChanged() {
        var anything = new AtomicInteger();
        try (ChangeListener listener = store.database().onChange(Duration.ofMillis(20), id -> { }, anything::incrementAndGet)) {
            Eventually.isTrue(() -> anything.get() > 3);
            assertThat(listener).isNotNull();
        }
    }
}
