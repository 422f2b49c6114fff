package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.rows.CutProgress;
import io.outrigger.batchworker.rows.CutResult;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rows of jobs and cuts them into chunks, a job at a time. */
final class CutWork {

    private static final Logger LOG = LoggerFactory.getLogger(CutWork.class);

    private final JobShell shell;
    private final JobInputs inputs;
    private final FailedRowsInput failedRows;
    private final PinnedModels models;
    private final CutLimits limits;
    private final Duration renewal;

    CutWork(JobShell shell, JobInputs inputs, FailedRowsInput failedRows, PinnedModels models, CutLimits limits, Duration renewal) {
        this.shell = shell;
        this.inputs = inputs;
        this.failedRows = failedRows;
        this.models = models;
        this.limits = limits;
        this.renewal = renewal;
    }

    /** Cuts a job's input, unless somebody is at it. */
    void cut(String jobId) {
        Optional<Happened> offered = shell.happen(jobId, new Event.CutOffered());
        Optional<Effect.Cut> lease = offered.flatMap(what -> what.effect(Effect.Cut.class));
        if (lease.isPresent()) {
            cut(offered.get().job(), lease.get().token());
        }
    }

    private void cut(StoredJob job, int token) {
        try {
            PinnedCut cut = read(job, token);
            switch (cut.result()) {
                case CutResult.Cut done -> shell.cut(job.id(), new Event.CutDone(token, done.rows(), done.chunks().size()), done.chunks(),
                        cut.model());
                case CutResult.Refused(JobFault fault) -> shell.happen(job.id(), new Event.CutFailed(token, List.of(fault)));
            }
        } catch (CancellationException replaced) {
            LOG.debug("somebody else counts the rows of {}", job.id());
        } catch (ServiceException refused) {
            if (refused.code().retryable() || refused.code().isServerFault()) {
                shell.happen(job.id(), new Event.CutGivenBack(token));
                throw refused;
            }
            shell.happen(job.id(), new Event.CutFailed(token,
                    List.of(new JobFault(refused.code().code(), refused.getMessage(), "", 0))));
        } catch (IOException broken) {
            shell.happen(job.id(), new Event.CutGivenBack(token));
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The input of job " + job.id() + " cannot be read.", broken);
        }
    }

    private PinnedCut read(StoredJob job, int token) throws IOException {
        var lost = new AtomicBoolean();
        BackgroundLoop renewals = BackgroundLoop.everyNext("keeping the lease of an input", renewal, () -> renew(job.id(), token, lost));
        CutProgress progress = bytes -> goOn(job.id(), lost);
        try {
            if (job.terms().input() instanceof JobInput.FailedRowsOf(String parent)) {
                failedRows.write(job, parent, progress);
            }
            try (InputStream lines = inputs.open(job)) {
                return PinnedCut.of(lines, job.terms().model(), job.terms().allowedModels(), models, limits, progress);
            }
        } finally {
            renewals.letGo();
        }
    }

    /** However long S3 takes for its next bytes: an input that is slow is not one that nobody gets through. */
    private void renew(String jobId, int token, AtomicBoolean lost) {
        if (Happened.isLeaseLost(shell.happen(jobId, new Event.CutRenewed(token)))) {
            lost.set(true);
        }
    }

    private static void goOn(String jobId, AtomicBoolean lost) {
        Thread.yield(); // as between the rows of a chunk: counting is work for the processor alone
        if (lost.get()) {
            throw new CancellationException("somebody else counts the rows of " + jobId);
        }
    }
}
