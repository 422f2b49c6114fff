package io.outrigger.batchworker.api;

import io.outrigger.batchworker.job.Job;
import io.outrigger.batchworker.job.JobFault;
import io.outrigger.batchworker.job.JobPriority;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.store.JobInput;
import io.outrigger.batchworker.store.JobTerms;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.JobError;
import io.outrigger.proto.jobs.v1.Priority;
import io.outrigger.proto.jobs.v1.RequestCounts;
import java.time.Instant;

/** Jobs in the words of the wire. */
final class JobMessages {

    private JobMessages() {
    }

    static io.outrigger.proto.jobs.v1.Job of(StoredJob stored, Instant now) {
        Job job = stored.job();
        var message = io.outrigger.proto.jobs.v1.Job.newBuilder()
                .setId(job.id())
                .setState(state(job.state()))
                .setRequestCounts(RequestCounts.newBuilder()
                        .setTotal(job.rows()).setCompleted(job.answered().completed()).setFailed(job.answered().failed()))
                .setOutputFileId(FileIds.output(job.id()))
                .setErrorFileId(FileIds.errors(job.id()))
                .setOutputBytes(job.answered().resultBytes())
                .setErrorBytes(job.answered().errorBytes());
        stored.faults().forEach(fault -> message.addErrors(error(fault)));
        job.errorBudget().ifPresent(message::setErrorBudget);
        terms(message, stored.terms());
        times(message, job);
        if (!job.state().isEnded()) {
            message.setRowsPerSecond(job.progress().rowsPerSecond(job.answered().rows(), now));
            job.progress().secondsLeft(job.answered().rows(), job.rows(), now).ifPresent(message::setSecondsLeft);
        }
        return message.build();
    }

    private static void terms(io.outrigger.proto.jobs.v1.Job.Builder message, JobTerms terms) {
        message.setModel(terms.model().name())
                .setVersion(terms.model().version())
                .setDigest(terms.model().digest())
                .setPriority(priority(terms.priority()))
                .setCompletionWindow(WireTime.message(terms.completionWindow()))
                .setConcurrency(terms.concurrency())
                .putAllMetadata(terms.metadata())
                .setOutputExpiresAfter(WireTime.message(terms.outputExpiresAfter()))
                .setEndpoint(terms.endpoint())
                .setParentId(terms.parent().orElse(""));
        terms.webhookUrl().ifPresent(message::setWebhookUrl);
        if (terms.input() instanceof JobInput.ObjectInput object) {
            object.fileId().ifPresent(message::setInputFileId);
            object.uri().ifPresent(message::setInputUri);
        }
    }

    private static void times(io.outrigger.proto.jobs.v1.Job.Builder message, Job job) {
        message.setCreatedAt(WireTime.timestamp(job.createdAt())).setExpiresAt(WireTime.timestamp(job.windowEnd()));
        job.times().inProgress().map(WireTime::timestamp).ifPresent(message::setInProgressAt);
        job.times().finalizing().map(WireTime::timestamp).ifPresent(message::setFinalizingAt);
        job.times().cancelling().map(WireTime::timestamp).ifPresent(message::setCancellingAt);
        job.times().ended().map(WireTime::timestamp).ifPresent(ended -> {
            switch (job.state()) {
                case COMPLETED -> message.setCompletedAt(ended);
                case FAILED -> message.setFailedAt(ended);
                case EXPIRED -> message.setExpiredAt(ended);
                case CANCELLED -> message.setCancelledAt(ended);
                case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> { }
            }
        });
    }

    private static JobError error(JobFault fault) {
        return JobError.newBuilder().setCode(fault.code()).setMessage(fault.message()).setParam(fault.param()).setLine(fault.line())
                .build();
    }

    private static io.outrigger.proto.jobs.v1.JobState state(JobState state) {
        return switch (state) {
            case VALIDATING -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_VALIDATING;
            case IN_PROGRESS -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_IN_PROGRESS;
            case FINALIZING -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_FINALIZING;
            case COMPLETED -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_COMPLETED;
            case FAILED -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_FAILED;
            case EXPIRED -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_EXPIRED;
            case CANCELLING -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_CANCELLING;
            case CANCELLED -> io.outrigger.proto.jobs.v1.JobState.JOB_STATE_CANCELLED;
        };
    }

    /** What a filter names; INVALID_FIELD for what is no state, since a filter of nothing would let everything through. */
    static JobState state(io.outrigger.proto.jobs.v1.JobState state) {
        return switch (state) {
            case JOB_STATE_VALIDATING -> JobState.VALIDATING;
            case JOB_STATE_IN_PROGRESS -> JobState.IN_PROGRESS;
            case JOB_STATE_FINALIZING -> JobState.FINALIZING;
            case JOB_STATE_COMPLETED -> JobState.COMPLETED;
            case JOB_STATE_FAILED -> JobState.FAILED;
            case JOB_STATE_EXPIRED -> JobState.EXPIRED;
            case JOB_STATE_CANCELLING -> JobState.CANCELLING;
            case JOB_STATE_CANCELLED -> JobState.CANCELLED;
            case JOB_STATE_UNSPECIFIED, UNRECOGNIZED -> throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The field states is expected to name states of a job, found one that is none.");
        };
    }

    private static Priority priority(JobPriority priority) {
        return switch (priority) {
            case LOW -> Priority.PRIORITY_LOW;
            case NORMAL -> Priority.PRIORITY_NORMAL;
            case HIGH -> Priority.PRIORITY_HIGH;
        };
    }

    static JobPriority priority(Priority priority) {
        return switch (priority) {
            case PRIORITY_LOW -> JobPriority.LOW;
            case PRIORITY_HIGH -> JobPriority.HIGH;
            case PRIORITY_NORMAL, PRIORITY_UNSPECIFIED, UNRECOGNIZED -> JobPriority.NORMAL;
        };
    }
}
