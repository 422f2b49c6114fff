package io.outrigger.batchworker.store;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.database.DatabaseConfig;
import io.outrigger.testing.Eventually;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The tables of jobs in a database of the test class's own. */
class StoreExtension implements BeforeAllCallback, AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final JobStore jobs = new JobStore();
    final ChunkStore chunks = new ChunkStore();
    final OutputStore outputs = new OutputStore();
    final PlanStore plan = new PlanStore();
    final BackendsExtension backends = BackendsExtension.postgres();
    private JobDatabase database;

    @Override
    public void beforeAll(ExtensionContext context) {
        backends.beforeAll(context);
        database = open(16);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        database.close();
        backends.afterAll(context);
    }

    JobDatabase database() {
        return database;
    }

    /** One more instance, which has its tables. */
    JobDatabase open(int connections) {
        return open(connections, PATIENCE);
    }

    /** One with less patience. */
    JobDatabase open(int connections, Duration statementTimeout) {
        JobDatabase opened = JobDatabase.open(config(connections, statementTimeout));
        Eventually.isTrue(() -> opened.notReadyReason().isEmpty());
        return opened;
    }

    DatabaseConfig config(int connections) {
        return config(connections, PATIENCE);
    }

    private DatabaseConfig config(int connections, Duration statementTimeout) {
        return new DatabaseConfig(
                backends.databaseHost(), backends.databasePort(), backends.databaseName(), backends.user(), backends.password(),
                "store-test", connections, PATIENCE, statementTimeout);
    }

    <T> T write(Function<Handle, T> work) {
        return database.write(work);
    }

    void run(Consumer<Handle> work) {
        database.write(handle -> {
            work.accept(handle);
            return null;
        });
    }

    StoredJob job(String id) {
        return database.readEach(handle -> jobs.find(handle, id)).orElseThrow();
    }

    void clear() {
        run(handle -> handle.execute(
                "TRUNCATE jobs, job_inputs, chunks, chunk_outputs, files, submissions, webhook_deliveries"));
    }
}
