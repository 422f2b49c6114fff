package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.Samples.NOW;
import static io.outrigger.batchworker.store.Samples.terms;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs in and out of their table. */
class JobStoreIT {

    @RegisterExtension
    static final StoreExtension store = new StoreExtension();

    private final JobStore jobs = store.jobs;

    @BeforeEach
    void clear() {
        store.clear();
    }

    @Test
    void aJobThatIsThereStaysAsItIs() {
        Job job = Samples.cut(NOW, 2);
        var made = new NewJob(job, terms("acme", JobPriority.NORMAL, new JobInput.InlineInput()), Optional.of("two lines".getBytes(UTF_8)),
                Samples.places(2));
        for (int time = 0; time < 2; time++) {
            store.run(handle -> {
                jobs.insert(handle, List.of(made));
                store.chunks.insert(handle, List.of(made), NOW);
            });
            store.run(handle -> handle.execute("UPDATE chunks SET state = 'DONE' WHERE index = 0"));
        }
        assertThat(store.<List<String>>write(handle -> handle.createQuery("SELECT state FROM chunks ORDER BY index")
                .mapTo(String.class).list())).containsExactly("DONE", "WAITING");
    }

    @Test
    void aJobIsReadAsItWasWritten() {
        Job job = Job.submitted(StoredId.newJob(NOW), NOW, NOW.plus(Samples.WINDOW), OptionalDouble.of(12.5));
        JobInput input = new JobInput.ObjectInput(
                "in", "rows/1.jsonl", Optional.of(StoredId.newFile(NOW)), Optional.of("s3://in/rows/1.jsonl"));
        JobTerms terms = new JobTerms("acme", JobModel.named("mlp", "stable"), JobPriority.HIGH, input, Samples.WINDOW, 7,
                Map.of("ü", "a\0b\"\ud83d\ude00"), Duration.ofDays(3), Optional.of("https://example.com/hook"), "/v1/infer",
                Optional.of(List.of("mlp", "other")), Optional.of("00-" + "ab".repeat(16) + "-" + "cd".repeat(8) + "-01"));
        store.run(handle -> jobs.insert(handle, job, terms, Optional.empty()));
        assertThat(store.job(job.id())).isEqualTo(new StoredJob(job, terms, List.of()));

        Job cut = Samples.RULES.decide(job, new Event.CutOffered(), NOW).job();
        List<JobFault> faults = List.of(new JobFault("no_rows", "It has\0none.", "", 3));
        Job failed = Samples.RULES.decide(cut, new Event.CutFailed(1, faults), NOW.plusSeconds(1)).job();
        store.run(handle -> {
            assertThat(jobs.lock(handle, job.id())).isPresent();
            jobs.update(handle, List.of(failed));
            jobs.pin(handle, job.id(), JobModel.pinned("mlp", "v3", "sha256:00"));
            jobs.failed(handle, job.id(), faults);
        });
        StoredJob read = store.job(job.id());
        assertThat(read.job()).isEqualTo(failed);
        assertThat(read.faults()).isEqualTo(faults);
        assertThat(read.terms().model()).isEqualTo(JobModel.pinned("mlp", "v3", "sha256:00"));
    }

    @Test
    void eachKindOfInputIsReadAsItWasWritten() {
        Job small = insert("acme", new JobInput.InlineInput(), Optional.of("one\ntwo\n".getBytes(UTF_8)));
        assertThat(store.job(small.id()).terms().input()).isEqualTo(new JobInput.InlineInput());
        assertThat(input(small.id(), 4, 4)).hasValue("two\n".getBytes(UTF_8));
        Job retry = insert("acme", new JobInput.FailedRowsOf(small.id()), Optional.empty());
        assertThat(store.job(retry.id()).terms().parent()).hasValue(small.id());
        assertThat(input(retry.id(), 0, 4)).isEmpty();
    }

    @Test
    void aTenantSeesItsOwnJobsOnly() {
        Job job = insert("acme", new JobInput.InlineInput(), Optional.empty());
        assertThat(find("acme", job.id())).isPresent();
        assertThat(find("other", job.id())).isEmpty();
        for (String id : List.of("", "batch_", job.id() + "0", job.id().replace("batch_", "file-"), "batch_\0", "'; --")) {
            assertThat(find("acme", id)).as(id).isEmpty();
        }
    }

    @Test
    void pagesComeNewestFirstAndGoOnBehindAJobThatIsGone() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            newestFirst.addFirst(insert("acme", i, JobPriority.NORMAL).id());
            insert("other", i, JobPriority.NORMAL);
        }
        var filter = new JobFilter("acme", Set.of(), Optional.empty());
        assertThat(ids(filter, Optional.empty(), 4)).isEqualTo(newestFirst.subList(0, 4));
        end(newestFirst.get(3));
        assertThat(delete("acme", newestFirst.get(3))).isEqualTo(JobDeletion.DELETED);
        assertThat(ids(filter, Optional.of(newestFirst.get(3)), 100)).isEqualTo(newestFirst.subList(4, 10));
        assertThat(ids(filter, Optional.empty(), 100)).doesNotContain(newestFirst.get(3)).hasSize(9);
    }

    @Test
    void aListIsOfStatesAndOfAModel() {
        Job running = insert("acme", 0, JobPriority.NORMAL);
        Job ended = insert("acme", 1, JobPriority.NORMAL);
        end(ended.id());
        store.run(handle -> jobs.pin(handle, ended.id(), JobModel.pinned("other", "v1", "")));
        assertThat(ids(new JobFilter("acme", Set.of(JobState.CANCELLED), Optional.empty()), Optional.empty(), 9))
                .containsExactly(ended.id());
        assertThat(ids(new JobFilter("acme", Set.of(JobState.VALIDATING, JobState.CANCELLED), Optional.empty()), Optional.empty(), 9))
                .containsExactly(ended.id(), running.id());
        assertThat(ids(new JobFilter("acme", Set.of(), Optional.of("mlp")), Optional.empty(), 9)).containsExactly(running.id());
        assertThat(ids(new JobFilter("acme", Set.of(JobState.VALIDATING), Optional.of("other")), Optional.empty(), 9)).isEmpty();
        assertThatThrownBy(() -> ids(new JobFilter("acme", Set.of(), Optional.of("a\0")), Optional.empty(), 9))
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD));
    }

    @Test
    void onlyAnEndedJobThatNobodyRetriesIsDeleted() {
        Job parent = insert("acme", 0, JobPriority.NORMAL);
        assertThat(delete("acme", parent.id())).isEqualTo(JobDeletion.NOT_ENDED);
        end(parent.id());
        Job child = insert("acme", new JobInput.FailedRowsOf(parent.id()), Optional.empty());
        assertThat(delete("acme", parent.id())).isEqualTo(JobDeletion.RETRIED);
        assertThat(delete("other", parent.id())).isEqualTo(JobDeletion.UNKNOWN);
        end(child.id());
        assertThat(delete("acme", parent.id())).isEqualTo(JobDeletion.DELETED);
        assertThat(delete("acme", parent.id())).isEqualTo(JobDeletion.UNKNOWN);
        assertThat(find("acme", parent.id())).isEmpty();
    }

    @Test
    void textWithANulIsTheCallersFailure() {
        JobTerms terms = terms("acme");
        JobTerms bad = new JobTerms("acme", terms.model(), terms.priority(), terms.input(), terms.completionWindow(), 0, Map.of(),
                terms.outputExpiresAfter(), Optional.empty(), "/v1\0", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> store.run(handle -> jobs.insert(handle, Samples.submitted(NOW), bad, Optional.empty())))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("endpoint may not have NUL characters");
    }

    private Optional<StoredJob> find(String tenant, String id) {
        return store.write(handle -> jobs.find(handle, tenant, id));
    }

    private JobDeletion delete(String tenant, String id) {
        return store.write(handle -> jobs.delete(handle, tenant, id));
    }

    private Optional<byte[]> input(String id, long offset, long length) {
        return store.write(handle -> store.outputs.input(handle, id, offset, length));
    }

    private List<String> ids(JobFilter filter, Optional<String> after, int limit) {
        return store.write(handle -> jobs.list(handle, filter, after, limit)).stream().map(StoredJob::id).toList();
    }

    private Job insert(String tenant, int seconds, JobPriority priority) {
        Job job = Samples.submitted(NOW.plusSeconds(seconds));
        store.run(handle -> jobs.insert(handle, job, terms(tenant, priority, new JobInput.InlineInput()), Optional.empty()));
        return job;
    }

    private Job insert(String tenant, JobInput input, Optional<byte[]> lines) {
        Job job = Samples.submitted(NOW);
        store.run(handle -> jobs.insert(handle, job, terms(tenant, JobPriority.NORMAL, input), lines));
        return job;
    }

    /** Cancels a job without rows. */
    private void end(String id) {
        Job stopped = Samples.RULES.decide(store.job(id).job(), new Event.CancelRequested(), NOW).job();
        Job held = Samples.RULES.decide(stopped, new Event.CutOffered(), NOW).job();
        Job ended = Samples.RULES.decide(held, new Event.CutDone(held.cutLease().token(), 0, 0), NOW).job();
        assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
        store.run(handle -> jobs.update(handle, List.of(ended)));
    }
}
