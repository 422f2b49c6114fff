package io.outrigger.gateway.jobs;

import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.ListJobsRequest;
import io.outrigger.proto.jobs.v1.ListJobsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The caller's jobs at a glance: those that go on, then the last that have ended, the newest first. */
public final class RecentJobs {

    private static final int OPEN_MAX = 20;
    private static final int ENDED_MAX = 5;
    /** Who looks at many things at once does not wait for one of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final List<JobState> STATES = Arrays.stream(JobState.values())
            .filter(state -> state != JobState.JOB_STATE_UNSPECIFIED && state != JobState.UNRECOGNIZED).toList();

    private final WorkerLink worker;

    public RecentJobs(WorkerLink worker) {
        this.worker = worker;
    }

    /** @param openLeftOut whether more go on than are listed */
    public record Listing(boolean openLeftOut, List<JobGlance> jobs) {
    }

    /** One job; its rows are counted when {@code rowsTotal} is more than 0. */
    public record JobGlance(String id, String model, String version, String status, long rowsTotal, long rowsCompleted, long rowsFailed,
            double rowsPerSecond, Double secondsLeft, long createdAt) {

        static JobGlance of(Job job) {
            var rows = job.getRequestCounts();
            return new JobGlance(job.getId(), job.getModel(), job.getVersion(), JobWords.of(job.getState()), rows.getTotal(),
                    rows.getCompleted(), rows.getFailed(), job.getRowsPerSecond(), job.hasSecondsLeft() ? job.getSecondsLeft() : null,
                    job.getCreatedAt().getSeconds());
        }
    }

    /** Asks the batch-worker; fails within a moment where that is away. */
    public Listing list() {
        ListJobsResponse open = list(false, OPEN_MAX);
        List<JobGlance> jobs = new ArrayList<>();
        open.getJobsList().forEach(job -> jobs.add(JobGlance.of(job)));
        list(true, ENDED_MAX).getJobsList().forEach(job -> jobs.add(JobGlance.of(job)));
        return new Listing(open.getHasMore(), jobs);
    }

    private ListJobsResponse list(boolean ended, int max) {
        return worker.call(JobServiceGrpc.getListJobsMethod(), ListJobsRequest.newBuilder().setPageSize(max)
                .addAllStates(STATES.stream().filter(state -> JobWords.hasEnded(state) == ended).toList()).build(), PATIENCE);
    }
}
