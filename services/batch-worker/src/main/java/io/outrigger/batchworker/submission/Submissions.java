package io.outrigger.batchworker.submission;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.store.ChunkStore;
import io.outrigger.batchworker.store.FileStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.JobTerms;
import io.outrigger.batchworker.store.NewJob;
import io.outrigger.batchworker.store.StoredId;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.batchworker.store.SubmissionStore.Submission;
import io.outrigger.batchworker.store.SubmissionStore;
import io.outrigger.batchworker.work.PinnedModels;
import io.outrigger.chassis.background.GroupedWrites;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Takes jobs: when it returns, the job is in the database, once for each idempotency key, and outlives every crash. */
public final class Submissions {

    private final JobDatabase database;
    private final JobStore jobs;
    private final ChunkStore chunks;
    private final FileStore files;
    private final SubmissionStore submissions;
    private final InputIntake intake;
    private final OpenJobs open;
    private final InstantSource clock;
    private final Consumer<StoredJob> taken;
    private final GroupedWrites<NewJob> inserts = new GroupedWrites<>(this::insert, job -> insert(List.of(job)));

    /** @param taken told of each new job behind the commit, so that it is begun at once */
    public Submissions(JobDatabase database, JobStore jobs, ChunkStore chunks, FileStore files, SubmissionStore submissions,
            InputIntake intake, OpenJobs open, InstantSource clock, Consumer<StoredJob> taken) {
        this.database = database;
        this.jobs = jobs;
        this.chunks = chunks;
        this.files = files;
        this.submissions = submissions;
        this.intake = intake;
        this.open = open;
        this.clock = clock;
        this.taken = taken;
    }

    /**
     * Takes a job.
     *
     * @throws ServiceException IDEMPOTENCY_KEY_REUSED, OVERLOADED where the tenant has too many jobs, or what is wrong with the request
     */
    public Submitted submit(JobRequest request, Optional<RequestKey> key) {
        Optional<Submitted> known = key.flatMap(sent -> database.readEach(handle -> submissions.find(
                handle, request.tenant(), sent.key(), sent.requestSha256())).map(found -> known(request.tenant(), sent, found)));
        if (known.isPresent()) {
            return known.get();
        }
        open.take(request.tenant());
        Instant now = clock.instant();
        NewJob job = intake.take(request, StoredId.newJob(now), now);
        Submitted submitted = insert(request.tenant(), job, key); // what was stored stays where it fails: it may have been committed
        if (submitted.created()) {
            taken.accept(submitted.job());
        } else {
            intake.forget(job);
        }
        return submitted;
    }

    private Submitted insert(String tenant, NewJob job, Optional<RequestKey> key) {
        Optional<String> file = job.terms().input() instanceof JobInput.ObjectInput object ? object.fileId() : Optional.empty();
        var created = new Submitted(new StoredJob(job.job(), job.terms(), List.of()), true);
        if (key.isEmpty() && file.isEmpty()) { // it depends on nothing else that is written
            inserts.write(job);
            return created;
        }
        return database.write(handle -> {
            Optional<Submission> other = claimed(handle, tenant, job.job().id(), key);
            if (other.isPresent()) {
                return known(handle, tenant, key.orElseThrow(), other.get());
            }
            if (file.isPresent() && files.hold(handle, tenant, file.get()).isEmpty()) {
                throw InputIntake.noFile(file.get());
            }
            insert(handle, List.of(job));
            return created;
        });
    }

    private void insert(List<NewJob> some) {
        database.write(handle -> {
            insert(handle, some);
            return some;
        });
    }

    private void insert(Handle handle, List<NewJob> some) {
        jobs.insert(handle, some);
        List<NewJob> cut = some.stream().filter(job -> !job.chunks().isEmpty()).toList();
        if (!cut.isEmpty()) {
            chunks.insert(handle, cut, clock.instant());
        }
    }

    /**
     * Takes the failed rows of an ended job as a job of their own, on the same version of the model.
     *
     * @param traceparent the span of the request, where it is traced
     * @throws ServiceException JOB_NOT_FOUND, JOB_NOT_ENDED, or NO_ROWS where none has failed
     */
    public Submitted retry(String tenant, String parentId, Optional<List<String>> allowedModels, Optional<RequestKey> key,
            Optional<String> traceparent) {
        Instant now = clock.instant();
        Submitted submitted = database.write(handle -> {
            StoredJob parent = jobs.find(handle, tenant, parentId).flatMap(found -> jobs.lock(handle, parentId))
                    .orElseThrow(() -> noJob(parentId));
            String id = StoredId.newJob(now);
            Optional<Submission> other = claimed(handle, tenant, id, key);
            if (other.isPresent()) {
                return known(handle, tenant, key.orElseThrow(), other.get());
            }
            requireRetryable(parent, allowedModels);
            open.take(tenant);
            JobTerms of = parent.terms();
            var terms = new JobTerms(tenant, of.model(), of.priority(), new JobInput.FailedRowsOf(parentId), of.completionWindow(),
                    of.concurrency(), of.metadata(), of.outputExpiresAfter(), of.webhookUrl(), of.endpoint(), allowedModels, traceparent);
            Job job = Job.submitted(id, now, now.plus(of.completionWindow()), parent.job().errorBudget());
            jobs.insert(handle, job, terms, Optional.empty());
            return new Submitted(new StoredJob(job, terms, List.of()), true);
        });
        if (submitted.created()) {
            taken.accept(submitted.job());
        }
        return submitted;
    }

    private static void requireRetryable(StoredJob parent, Optional<List<String>> allowedModels) {
        PinnedModels.requireAllowed(parent.terms().model().name(), allowedModels);
        if (!parent.job().state().isEnded()) {
            throw new ServiceException(ErrorCode.JOB_NOT_ENDED, "The job " + parent.id() + " is still at work; its failed rows can be"
                    + " submitted again when it has ended.");
        }
        if (parent.job().answered().failed() == 0) {
            throw new ServiceException(ErrorCode.NO_ROWS, "No row of the job " + parent.id() + " has failed.");
        }
    }

    /** What the key stands for already; empty where it is this job's from now on, and where there is none. */
    private Optional<Submission> claimed(Handle handle, String tenant, String jobId, Optional<RequestKey> key) {
        return key.map(sent -> submissions.claim(handle, tenant, sent.key(), sent.requestSha256(), jobId))
                .filter(claim -> !claim.created());
    }

    private Submitted known(String tenant, RequestKey key, Submission found) {
        return database.readEach(handle -> known(handle, tenant, key, found));
    }

    private Submitted known(Handle handle, String tenant, RequestKey key, Submission found) {
        if (!found.sameRequest()) {
            throw new ServiceException(ErrorCode.IDEMPOTENCY_KEY_REUSED, "The idempotency key " + Quote.of(key.key())
                    + " was used for another request, which made the job " + found.jobId() + "; a key of its own is expected for each.");
        }
        StoredJob job = jobs.find(handle, tenant, found.jobId()).orElseThrow(() -> noJob(found.jobId()));
        return new Submitted(job, false);
    }

    public static ServiceException noJob(String id) {
        return new ServiceException(ErrorCode.JOB_NOT_FOUND, "There is no job " + Quote.of(id) + ".");
    }
}
