package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.rows.CutResult;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
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
    private final LongSupplier nanoTime;

    CutWork(JobShell shell, JobInputs inputs, FailedRowsInput failedRows, PinnedModels models, CutLimits limits, Duration renewal,
            LongSupplier nanoTime) {
        this.shell = shell;
        this.inputs = inputs;
        this.failedRows = failedRows;
        this.models = models;
        this.limits = limits;
        this.renewal = renewal;
        this.nanoTime = nanoTime;
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
        Renewals renewals = new Renewals(job.id(), token, nanoTime.getAsLong());
        if (job.terms().input() instanceof JobInput.FailedRowsOf(String parent)) {
            failedRows.write(job, parent, renewals::read);
        }
        try (InputStream lines = inputs.open(job)) {
            return PinnedCut.of(lines, job.terms().model(), job.terms().allowedModels(), models, limits, renewals::read);
        }
    }

    /** Renews the lease while the input is read, and ends the reading where somebody else has it. */
    private final class Renewals {

        private final String jobId;
        private final int token;
        private long renewedAtNanos;

        Renewals(String jobId, int token, long nanos) {
            this.jobId = jobId;
            this.token = token;
            this.renewedAtNanos = nanos;
        }

        void read(long unused) {
            Thread.yield(); // as between the rows of a chunk: counting is work for the processor alone
            if (nanoTime.getAsLong() - renewedAtNanos < renewal.toNanos()) {
                return;
            }
            renewedAtNanos = nanoTime.getAsLong();
            Optional<Happened> renewed = shell.happen(jobId, new Event.CutRenewed(token));
            if (renewed.isEmpty() || renewed.get().effect(Effect.Fenced.class).isPresent()) {
                throw new CancellationException("somebody else counts the rows of " + jobId);
            }
        }
    }
}
