package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.store.SubmissionStore.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One idempotency key and many who use it. */
class SubmissionStoreIT {

    private static final byte[] REQUEST = {1, 2, 3};
    private static final byte[] ANOTHER = {1, 2, 4};

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final SubmissionStore submissions = new SubmissionStore();

    @Test
    void ofAHundredAtOnceOneMakesTheJobAndTheOthersFindIt() throws Exception {
        List<Callable<Submission>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(() -> submit("acme", "key", REQUEST));
        }
        List<Submission> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Submission> each : threads.invokeAll(calls)) {
                all.add(each.get());
            }
        }
        assertThat(all).filteredOn(Submission::created).hasSize(1);
        assertThat(all).extracting(Submission::jobId).containsOnly(all.getFirst().jobId());
        assertThat(all).allMatch(Submission::sameRequest);
        List<StoredJob> jobs = store.write(
                handle -> store.jobs.list(handle, new JobFilter("acme", Set.of(), Optional.empty()), Optional.empty(), 100));
        assertThat(jobs).extracting(StoredJob::id).containsExactly(all.getFirst().jobId());
    }

    @Test
    void aKeyIsItsTenantsAndItsRequests() {
        Submission first = submit("one", "key", REQUEST);
        assertThat(submit("one", "key", ANOTHER)).isEqualTo(new Submission(first.jobId(), false, false));
        assertThat(submit("two", "key", REQUEST).created()).isTrue();
        assertThat(submit("one", "other key", REQUEST).created()).isTrue();
    }

    @Test
    void aKeyWhoseJobWasNeverMadeOrIsGoneIsFree() {
        Job job = Samples.submitted(NOW);
        try {
            store.run(handle -> {
                submissions.claim(handle, "three", "key", REQUEST, job.id());
                throw new IllegalStateException("the job cannot be made");
            });
        } catch (IllegalStateException undone) {
            assertThat(undone).hasMessage("the job cannot be made");
        }
        Submission made = submit("three", "key", REQUEST);
        assertThat(made.created()).isTrue();
        store.run(handle -> handle.execute("UPDATE jobs SET state = 'FAILED', ended_at = now() WHERE tenant = 'three'"));
        store.run(handle -> store.jobs.delete(handle, "three", made.jobId()));
        assertThat(submit("three", "key", REQUEST).created()).isTrue();
    }

    private Submission submit(String tenant, String key, byte[] request) {
        Job job = Samples.submitted(NOW);
        return store.write(handle -> {
            Submission submission = submissions.claim(handle, tenant, key, request, job.id());
            if (submission.created()) {
                store.jobs.insert(handle, job, terms(tenant), Optional.empty());
            }
            return submission;
        });
    }
}
