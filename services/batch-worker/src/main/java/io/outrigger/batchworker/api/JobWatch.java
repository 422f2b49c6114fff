package io.outrigger.batchworker.api;

import io.grpc.stub.StreamObserver;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.JobStore;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.batchworker.submission.Submissions;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.WatchJobResponse;
import java.time.Duration;
import java.time.InstantSource;

/** Tells a watcher how its job goes on: looks at the one row, a few times a second, and says what has changed. */
final class JobWatch {

    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final JobDatabase database;
    private final JobStore jobs;
    private final InstantSource clock;
    private volatile boolean ending;

    JobWatch(JobDatabase database, JobStore jobs, InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Ends all watches, which would keep a server that stops for as long as their jobs run. */
    void end() {
        ending = true;
    }

    void start(StoredJob first, String tenant, StreamObserver<WatchJobResponse> caller) {
        Outflow.start(caller, outflow -> {
            StoredJob job = first;
            outflow.send(message(job));
            while (!job.job().state().isEnded()) {
                outflow.rest(INTERVAL);
                if (ending) {
                    throw new ServiceException(ErrorCode.SHUTTING_DOWN, "The worker stops; watch again to go on.");
                }
                StoredJob next = database.readEach(handle -> jobs.find(handle, tenant, first.id()))
                        .orElseThrow(() -> Submissions.noJob(first.id()));
                if (!next.job().equals(job.job())) {
                    outflow.send(message(next));
                }
                job = next;
            }
        });
    }

    private WatchJobResponse message(StoredJob job) {
        return WatchJobResponse.newBuilder().setJob(JobMessages.of(job, clock.instant())).build();
    }
}
