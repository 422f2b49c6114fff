package io.outrigger.perf.jobs;

import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.client.FileForm;
import io.outrigger.client.GrpcClient;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.proto.jobs.v1.CancelJobRequest;
import io.outrigger.proto.jobs.v1.GetJobRequest;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.WatchJobRequest;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A platform as a submitter of jobs sees it: the gateway's gRPC port, and REST for files. Safe for several threads. */
final class JobsCaller implements AutoCloseable {

    private static final Set<JobState> OPEN =
            Set.of(JobState.JOB_STATE_VALIDATING, JobState.JOB_STATE_IN_PROGRESS, JobState.JOB_STATE_FINALIZING,
                    JobState.JOB_STATE_CANCELLING);
    private static final Duration UPLOAD_MAX = Duration.ofHours(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final int PAGE = 100;

    private final String name;
    private final PlatformFile platform;
    private final GrpcClient client;
    private final JobServiceGrpc.JobServiceBlockingStub jobs;

    private JobsCaller(String name, PlatformFile platform) {
        this.name = name;
        this.platform = platform;
        this.client = GrpcClient.open(platform.value("GATEWAY_GRPC"), platform.value("TOKEN"));
        this.jobs = JobServiceGrpc.newBlockingStub(client.channel());
    }

    /** One for each platform, named by its number where they are several. */
    static List<JobsCaller> open(List<PlatformFile> platforms) {
        List<JobsCaller> callers = new ArrayList<>();
        for (int i = 0; i < platforms.size(); i++) {
            callers.add(new JobsCaller(platforms.size() == 1 ? "platform" : "platform " + (i + 1), platforms.get(i)));
        }
        return callers;
    }

    String name() {
        return name;
    }

    PlatformFile platform() {
        return platform;
    }

    /** A job with rows that come with the request. */
    Job submit(String model, byte[] lines) {
        return jobs.submitJob(SubmitJobRequest.newBuilder().setModel(model)
                .setLines(UnsafeByteOperations.unsafeWrap(lines)).build()).getJob();
    }

    Job submitFile(String model, String file) {
        return jobs.submitJob(SubmitJobRequest.newBuilder().setModel(model).setInputFileId(file).build()).getJob();
    }

    /** Gives the file's id. */
    String upload(Path file) throws IOException {
        try (RestClient rest = RestClient.of(platform.value("GATEWAY_URL")).as(platform.value("TOKEN"))) {
            RestAnswer answer = rest.upload("/v1/files", FileForm.of(Map.of("purpose", "batch"), file), UPLOAD_MAX);
            if (!answer.succeeded()) {
                throw new IOException("The rows were not taken: " + answer);
            }
            return answer.json().path("id").asText();
        }
    }

    Job job(String id) {
        return jobs.getJob(GetJobRequest.newBuilder().setId(id).build()).getJob();
    }

    /** Waits as a watcher does. */
    Job ended(String id) {
        Job last = Job.getDefaultInstance();
        Iterator<WatchJobResponse> seen = jobs.watchJob(WatchJobRequest.newBuilder().setId(id).build());
        while (seen.hasNext()) {
            last = seen.next().getJob();
        }
        return last;
    }

    /** Stops a job, and returns when nothing of it runs. */
    void cancel(String id) throws InterruptedException {
        jobs.cancelJob(CancelJobRequest.newBuilder().setId(id).build());
        while (OPEN.contains(job(id).getState())) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Returns when no job is left that has not ended. */
    void drained() throws InterruptedException {
        ListJobsRequest open = ListJobsRequest.newBuilder().setPageSize(1).addAllStates(OPEN).build();
        while (jobs.listJobs(open).getJobsCount() > 0) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** The newest jobs, so many, the newest first. */
    List<Job> newest(int count) {
        List<Job> all = new ArrayList<>();
        String after = "";
        while (all.size() < count) {
            ListJobsResponse page = jobs.listJobs(
                    ListJobsRequest.newBuilder().setPageSize(Math.min(PAGE, count - all.size())).setAfter(after).build());
            all.addAll(page.getJobsList());
            if (!page.getHasMore()) {
                break;
            }
            after = all.getLast().getId();
        }
        return all;
    }

    @Override
    public void close() {
        client.close();
    }
}
