package io.outrigger.batchworker.api;

import io.grpc.stub.StreamObserver;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.JobState;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobDeletion;
import io.outrigger.batchworker.store.JobFilter;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.batchworker.submission.ChangeTurns;
import io.outrigger.batchworker.submission.Submissions;
import io.outrigger.batchworker.submission.Submitted;
import io.outrigger.batchworker.work.Happened;
import io.outrigger.batchworker.work.JobShell;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.proto.jobs.v1.CancelJobRequest;
import io.outrigger.proto.jobs.v1.CancelJobResponse;
import io.outrigger.proto.jobs.v1.DeleteFileRequest;
import io.outrigger.proto.jobs.v1.DeleteFileResponse;
import io.outrigger.proto.jobs.v1.DeleteJobRequest;
import io.outrigger.proto.jobs.v1.DeleteJobResponse;
import io.outrigger.proto.jobs.v1.GetFileRequest;
import io.outrigger.proto.jobs.v1.GetFileResponse;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.GetJobResponse;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.ListFilesRequest;
import io.outrigger.proto.jobs.v1.ListFilesResponse;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import io.outrigger.proto.jobs.v1.ReadFileRequest;
import io.outrigger.proto.jobs.v1.ReadFileResponse;
import io.outrigger.proto.jobs.v1.ReadLinesRequest;
import io.outrigger.proto.jobs.v1.ReadLinesResponse;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.proto.jobs.v1.RetryJobResponse;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobResponse;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import io.outrigger.proto.jobs.v1.WatchJobRequest;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The gRPC service of jobs. What a handler throws is turned into a status by the chassis. */
public final class JobsGrpc extends JobServiceGrpc.JobServiceImplBase {

    private final JobDatabase database;
    private final JobStore jobs;
    private final JobShell shell;
    private final Submissions submissions;
    private final JobWatch watch;
    private final JobFiles files;
    private final ChangeTurns turns;
    private final InstantSource clock;

    public JobsGrpc(JobDatabase database, JobStore jobs, JobShell shell, Submissions submissions, JobFiles files, ChangeTurns turns,
            InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.shell = shell;
        this.submissions = submissions;
        this.watch = new JobWatch(database, jobs, clock);
        this.files = files;
        this.turns = turns;
        this.clock = clock;
    }

    /** Ends what would keep a server that stops. */
    public void endWatches() {
        watch.end();
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> caller) {
        Submitted submitted = submissions.submit(SubmitMessages.read(request, Tenants.current(), RequestContext.current().traceparent()),
                SubmitMessages.key(request));
        caller.onNext(SubmitJobResponse.newBuilder().setJob(message(submitted.job())).setCreated(submitted.created()).build());
        caller.onCompleted();
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> caller) {
        caller.onNext(GetJobResponse.newBuilder().setJob(message(find(request.getId()))).build());
        caller.onCompleted();
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> caller) {
        int size = PageSize.of(request.getPageSize());
        Set<JobState> states = request.getStatesList().stream().map(JobMessages::state)
                .collect(Collectors.toUnmodifiableSet());
        var filter = new JobFilter(Tenants.current(), states, present(request.getModel()));
        List<StoredJob> found = database.readEach(handle -> jobs.list(handle, filter, present(request.getAfter()), size + 1));
        caller.onNext(ListJobsResponse.newBuilder()
                .addAllJobs(found.stream().limit(size).map(this::message).toList()).setHasMore(found.size() > size).build());
        caller.onCompleted();
    }

    @Override
    public void watchJob(WatchJobRequest request, StreamObserver<WatchJobResponse> caller) {
        watch.start(find(request.getId()), Tenants.current(), caller);
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> caller) {
        find(request.getId());
        turns.await(Tenants.current());
        Happened cancelled = shell.happen(request.getId(), new Event.CancelRequested())
                .orElseThrow(() -> Submissions.noJob(request.getId()));
        caller.onNext(CancelJobResponse.newBuilder().setJob(message(cancelled.job())).build());
        caller.onCompleted();
    }

    @Override
    public void retryJob(RetryJobRequest request, StreamObserver<RetryJobResponse> caller) {
        turns.await(Tenants.current());
        Submitted submitted = submissions.retry(Tenants.current(), request.getId(),
                request.hasAllowedModels() ? SubmitMessages.allowed(request.getAllowedModels()) : Optional.empty(),
                SubmitMessages.key(request.getIdempotencyKey(), SubmitMessages.retryOf(request.getId())),
                RequestContext.current().traceparent());
        caller.onNext(RetryJobResponse.newBuilder().setJob(message(submitted.job())).build());
        caller.onCompleted();
    }

    @Override
    public void deleteJob(DeleteJobRequest request, StreamObserver<DeleteJobResponse> caller) {
        JobDeletion deletion = database.write(handle -> jobs.delete(handle, Tenants.current(), request.getId()));
        switch (deletion) {
            case DELETED -> { }
            case UNKNOWN -> throw Submissions.noJob(request.getId());
            case NOT_ENDED -> throw new ServiceException(ErrorCode.JOB_NOT_ENDED,
                    "The job " + request.getId() + " is still at work; cancel it, and delete it when it has ended.");
            case RETRIED -> throw new ServiceException(ErrorCode.IN_USE,
                    "A job of the failed rows of " + request.getId() + " has yet to read them.");
        }
        caller.onNext(DeleteJobResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void readLines(ReadLinesRequest request, StreamObserver<ReadLinesResponse> caller) {
        files.readLines(request, find(request.getId()), caller);
    }

    @Override
    public StreamObserver<UploadFileRequest> uploadFile(StreamObserver<UploadFileResponse> caller) {
        return files.upload(Tenants.current(), caller);
    }

    @Override
    public void getFile(GetFileRequest request, StreamObserver<GetFileResponse> caller) {
        caller.onNext(GetFileResponse.newBuilder().setFile(files.find(Tenants.current(), request.getId())).build());
        caller.onCompleted();
    }

    @Override
    public void listFiles(ListFilesRequest request, StreamObserver<ListFilesResponse> caller) {
        caller.onNext(files.list(Tenants.current(), request));
        caller.onCompleted();
    }

    @Override
    public void deleteFile(DeleteFileRequest request, StreamObserver<DeleteFileResponse> caller) {
        files.delete(Tenants.current(), request.getId());
        caller.onNext(DeleteFileResponse.getDefaultInstance());
        caller.onCompleted();
    }

    @Override
    public void readFile(ReadFileRequest request, StreamObserver<ReadFileResponse> caller) {
        files.read(Tenants.current(), request, caller);
    }

    private StoredJob find(String id) {
        String tenant = Tenants.current();
        return database.readEach(handle -> jobs.find(handle, tenant, id)).orElseThrow(() -> Submissions.noJob(id));
    }

    private io.outrigger.proto.jobs.v1.Job message(StoredJob job) {
        return JobMessages.of(job, clock.instant());
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
