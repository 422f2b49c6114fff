package io.outrigger.gateway.jobs;

import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.security.Principal;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.proto.jobs.v1.AllowedModels;
import io.outrigger.proto.jobs.v1.CancelJobRequest;
import io.outrigger.proto.jobs.v1.DeleteJobRequest;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobResponse;
import io.outrigger.proto.jobs.v1.WatchJobRequest;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.util.Set;

/** What may be asked about jobs, for every edge: the caller's models are looked at here, and go along where the rows name the model. */
public final class JobGate {

    private final WorkerLink worker;

    public JobGate(WorkerLink worker) {
        this.worker = worker;
    }

    SubmitJobResponse submit(SubmitJobRequest request) {
        return worker.call(JobServiceGrpc.getSubmitJobMethod(), limited(request, CurrentCaller.get()));
    }

    Job job(String id) {
        return worker.call(JobServiceGrpc.getGetJobMethod(), GetJobRequest.newBuilder().setId(id).build()).getJob();
    }

    ListJobsResponse list(ListJobsRequest request) {
        return worker.call(JobServiceGrpc.getListJobsMethod(), request);
    }

    AnswerStream<WatchJobResponse> watch(String id) {
        return worker.read(JobServiceGrpc.getWatchJobMethod(), WatchJobRequest.newBuilder().setId(id).build());
    }

    Job cancel(String id) {
        return worker.call(JobServiceGrpc.getCancelJobMethod(), CancelJobRequest.newBuilder().setId(id).build()).getJob();
    }

    Job retry(String id, String idempotencyKey) {
        RetryJobRequest request = RetryJobRequest.newBuilder().setId(id).setIdempotencyKey(idempotencyKey).build();
        return worker.call(JobServiceGrpc.getRetryJobMethod(), limited(request, CurrentCaller.get())).getJob();
    }

    void delete(String id) {
        worker.call(JobServiceGrpc.getDeleteJobMethod(), DeleteJobRequest.newBuilder().setId(id).build());
    }

    /** The request with what the caller is limited to, whatever it said itself; a model that it may not use is refused. */
    static SubmitJobRequest limited(SubmitJobRequest request, Principal caller) {
        if (!request.getModel().isEmpty()) {
            caller.requireModel(request.getModel());
        }
        SubmitJobRequest.Builder limited = request.toBuilder().clearAllowedModels();
        caller.models().ifPresent(models -> limited.setAllowedModels(allowed(models)));
        return limited.build();
    }

    private static AllowedModels allowed(Set<String> models) {
        return AllowedModels.newBuilder().addAllNames(models.stream().sorted().toList()).build();
    }

    static RetryJobRequest limited(RetryJobRequest request, Principal caller) {
        RetryJobRequest.Builder limited = request.toBuilder().clearAllowedModels();
        caller.models().ifPresent(models -> limited.setAllowedModels(allowed(models)));
        return limited.build();
    }
}
