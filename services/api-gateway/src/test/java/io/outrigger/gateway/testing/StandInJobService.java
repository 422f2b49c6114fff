package io.outrigger.gateway.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.CancelJobRequest;
import io.outrigger.proto.jobs.v1.CancelJobResponse;
import io.outrigger.proto.jobs.v1.DeleteFileRequest;
import io.outrigger.proto.jobs.v1.DeleteFileResponse;
import io.outrigger.proto.jobs.v1.DeleteJobRequest;
import io.outrigger.proto.jobs.v1.DeleteJobResponse;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.GetFileRequest;
import io.outrigger.proto.jobs.v1.GetFileResponse;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.GetJobResponse;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.LinesKind;
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
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link StandInWorker} answers. */
final class StandInJobService extends JobServiceGrpc.JobServiceImplBase {

    private final StandInWorker worker;

    StandInJobService(StandInWorker worker) {
        this.worker = worker;
    }

    private static String tenant() {
        return StandInWorker.TENANT.get();
    }

    private static <A> void answer(StreamObserver<A> caller, Supplier<A> answer) {
        try {
            caller.onNext(answer.get());
            caller.onCompleted();
        } catch (ServiceException failure) {
            caller.onError(GrpcErrors.toStatus(failure, "stand-in"));
        }
    }

    private Job found(String id) {
        return worker.jobs(tenant()).stream().filter(job -> job.getId().equals(id)).findFirst().orElseThrow(() ->
                new ServiceException(ErrorCode.JOB_NOT_FOUND, "There is no job of this id."));
    }

    private File foundFile(String id) {
        return worker.files(tenant()).stream().filter(file -> file.getId().equals(id)).findFirst()
                .or(() -> worker.jobs(tenant()).stream().filter(job -> job.getOutputFileId().equals(id) || job.getErrorFileId().equals(id))
                        .findFirst().map(job -> File.newBuilder().setId(id).setPurpose("batch_output").setFilename(id + ".jsonl").build()))
                .orElseThrow(() -> new ServiceException(ErrorCode.FILE_NOT_FOUND, "There is no file of this id."));
    }

    @Override
    public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> caller) {
        answer(caller, () -> {
            worker.submitted(request);
            var known = worker.ofKey(tenant(), request.getIdempotencyKey()).filter(job -> !request.getIdempotencyKey().isEmpty());
            if (known.isPresent()) {
                return SubmitJobResponse.newBuilder().setJob(known.get()).build();
            }
            Job job = worker.job(tenant(), made -> made.setState(JobState.JOB_STATE_VALIDATING).setModel(request.getModel())
                    .setInputFileId(request.getInputFileId()).setInputUri(request.getInputUri()).setEndpoint(request.getEndpoint())
                    .setPriorityValue(request.getPriorityValue()).setCompletionWindow(request.getCompletionWindow())
                    .putAllMetadata(request.getMetadataMap()).setWebhookUrl(request.getWebhook().getUrl()));
            worker.key(tenant(), request.getIdempotencyKey(), job.getId());
            return SubmitJobResponse.newBuilder().setJob(job).setCreated(true).build();
        });
    }

    @Override
    public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> caller) {
        answer(caller, () -> GetJobResponse.newBuilder().setJob(found(request.getId())).build());
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> caller) {
        answer(caller, () -> {
            List<Job> all = worker.jobs(tenant()).stream()
                    .filter(job -> request.getModel().isEmpty() || job.getModel().equals(request.getModel()))
                    .filter(job -> request.getStatesCount() == 0 || request.getStatesList().contains(job.getState())).toList();
            List<Job> page = page(all, Job::getId, request.getAfter(), request.getPageSize());
            return ListJobsResponse.newBuilder().addAllJobs(page)
                    .setHasMore(!page.isEmpty() && page.getLast() != all.getLast()).build();
        });
    }

    private static <T> List<T> page(List<T> all, Function<T, String> id, String after, int size) {
        return all.stream().dropWhile(item -> !after.isEmpty() && !id.apply(item).equals(after)).skip(after.isEmpty() ? 0 : 1)
                .limit(size <= 0 ? 20 : size).toList();
    }

    @Override
    public void watchJob(WatchJobRequest request, StreamObserver<WatchJobResponse> caller) {
        Job now;
        try {
            now = found(request.getId());
        } catch (ServiceException failure) {
            caller.onError(GrpcErrors.toStatus(failure, "stand-in"));
            return;
        }
        var news = new LinkedBlockingQueue<Job>();
        Consumer<Job> watcher = job -> {
            if (job.getId().equals(request.getId())) {
                news.add(job);
            }
        };
        ((ServerCallStreamObserver<WatchJobResponse>) caller).setOnCancelHandler(() -> {
            worker.leave(watcher);
            worker.left();
            news.add(Job.getDefaultInstance());
        });
        worker.watch(watcher);
        news.add(now);
        Thread.startVirtualThread(() -> tell(caller, news));
    }

    private static void tell(StreamObserver<WatchJobResponse> caller, LinkedBlockingQueue<Job> news) {
        try {
            while (true) {
                Job job = news.take();
                if (job.getId().isEmpty()) {
                    return;
                }
                caller.onNext(WatchJobResponse.newBuilder().setJob(job).build());
                if (job.getState() == JobState.JOB_STATE_COMPLETED) {
                    caller.onCompleted();
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> caller) {
        answer(caller, () -> CancelJobResponse.newBuilder().setJob(worker.put(tenant(),
                found(request.getId()).toBuilder().setState(JobState.JOB_STATE_CANCELLING).build())).build());
    }

    @Override
    public void retryJob(RetryJobRequest request, StreamObserver<RetryJobResponse> caller) {
        answer(caller, () -> {
            Job parent = found(request.getId());
            return RetryJobResponse.newBuilder().setJob(worker.job(tenant(), job -> job.setParentId(parent.getId())
                    .putMetadata("allowed", request.getAllowedModels().getNamesList().toString()))).build();
        });
    }

    @Override
    public void deleteJob(DeleteJobRequest request, StreamObserver<DeleteJobResponse> caller) {
        answer(caller, () -> {
            if (found(request.getId()).getState() != JobState.JOB_STATE_COMPLETED) {
                throw new ServiceException(ErrorCode.JOB_NOT_ENDED, "The job has not ended.");
            }
            worker.removeJob(request.getId());
            return DeleteJobResponse.getDefaultInstance();
        });
    }

    @Override
    public void readLines(ReadLinesRequest request, StreamObserver<ReadLinesResponse> caller) {
        StandInContent.send(worker, (ServerCallStreamObserver<ReadLinesResponse>) caller, request.getRange(), () -> {
            Job job = found(request.getId());
            String id = request.getKind() == LinesKind.LINES_KIND_RESULTS ? job.getOutputFileId() : job.getErrorFileId();
            return new StandInContent.Whole(worker.content(id).orElse(ByteString.EMPTY),
                    job.getState() == JobState.JOB_STATE_COMPLETED, id);
        }, content -> ReadLinesResponse.newBuilder().setContent(content).build());
    }

    @Override
    public StreamObserver<UploadFileRequest> uploadFile(StreamObserver<UploadFileResponse> caller) {
        return new StandInUpload(worker, tenant(), caller);
    }

    @Override
    public void getFile(GetFileRequest request, StreamObserver<GetFileResponse> caller) {
        answer(caller, () -> GetFileResponse.newBuilder().setFile(foundFile(request.getId())).build());
    }

    @Override
    public void listFiles(ListFilesRequest request, StreamObserver<ListFilesResponse> caller) {
        answer(caller, () -> {
            List<File> page = page(worker.files(tenant()), File::getId, request.getAfter(), request.getPageSize());
            return ListFilesResponse.newBuilder().addAllFiles(page)
                    .setHasMore(!page.isEmpty() && page.getLast() != worker.files(tenant()).getLast()).build();
        });
    }

    @Override
    public void deleteFile(DeleteFileRequest request, StreamObserver<DeleteFileResponse> caller) {
        answer(caller, () -> {
            worker.removeFile(foundFile(request.getId()).getId());
            return DeleteFileResponse.getDefaultInstance();
        });
    }

    @Override
    public void readFile(ReadFileRequest request, StreamObserver<ReadFileResponse> caller) {
        StandInContent.send(worker, (ServerCallStreamObserver<ReadFileResponse>) caller, request.getRange(), () -> {
            File file = foundFile(request.getId());
            return new StandInContent.Whole(worker.content(file.getId()).orElse(ByteString.EMPTY), true, file.getFilename());
        }, content -> ReadFileResponse.newBuilder().setContent(content).build());
    }

    static Timestamp createdAt() {
        return Timestamp.newBuilder().setSeconds(1_700_000_000).build();
    }
}
