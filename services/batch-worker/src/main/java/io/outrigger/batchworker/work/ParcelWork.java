package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.Parcel;
import io.outrigger.batchworker.queue.Verdict;
import io.outrigger.batchworker.run.CancelSignal;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the chunks of one parcel that came out of the queue: leases them, has all of them worked on at once, and renews their
 * leases meanwhile.
 *
 * <p>The database is what counts: once a chunk is given back there the queue is done with the delivery, for the chunk is put into it
 * again. Only where the database cannot be asked is the delivery given back itself.
 */
final class ParcelWork {

    private static final Logger LOG = LoggerFactory.getLogger(ParcelWork.class);

    private final JobShell shell;
    private final ChunkWork work;
    private final ChunksAtWork running;
    private final Duration renewal;

    ParcelWork(JobShell shell, ChunkWork work, ChunksAtWork running, Duration renewal) {
        this.shell = shell;
        this.work = work;
        this.running = running;
        this.renewal = renewal;
    }

    Verdict work(Parcel parcel) {
        Map<ChunkId, CancelSignal> signals = new HashMap<>();
        parcel.chunks().forEach(chunk -> signals.computeIfAbsent(chunk, id -> running.begin(id.jobId())));
        CancelSignal any = signals.get(parcel.chunks().getFirst());
        try {
            if (signals.values().stream().anyMatch(CancelSignal::isGiven)) {
                return Verdict.AGAIN; // the worker stops: somebody else shall have them
            }
            List<AtWork> leased = shell.lease(List.copyOf(signals.keySet())).stream()
                    .map(one -> new AtWork(one, signals.get(one.lease().chunk()))).toList();
            if (!leased.isEmpty()) {
                workOn(leased);
            }
            return Verdict.DONE;
        } catch (ServiceException away) {
            LOG.debug("{} stays where it is: {}", parcel, away.getMessage());
            any.await(ChunkWork.REST_WHERE_NOBODY_ANSWERS);
            return Verdict.AGAIN;
        } finally {
            signals.forEach((chunk, signal) -> running.end(chunk.jobId(), signal));
        }
    }

    /** A chunk of the parcel; its lease is kept until its end is written: S3 may be slow to take its lines, and PostgreSQL may be away. */
    private final class AtWork {

        private final JobShell.Leased leased;
        private final CancelSignal signal;
        private volatile boolean over;

        AtWork(JobShell.Leased leased, CancelSignal signal) {
            this.leased = leased;
            this.signal = signal;
        }

        void run() {
            try {
                work.work(leased, signal);
            } finally {
                over = true;
            }
        }

        void renew() {
            if (over) {
                return;
            }
            Effect.RunChunk lease = leased.lease();
            if (Happened.isLeaseLost(shell.happen(lease.chunk(), new Event.ChunkRenewed(lease.token())))) {
                signal.leaseLost();
            }
        }
    }

    /** Throws the first failure when all have ended. */
    private void workOn(List<AtWork> chunks) {
        BackgroundLoop renewals = BackgroundLoop.everyNext("keeping the leases of chunks", renewal,
                () -> EachAlone.of(chunks, AtWork::renew));
        try {
            if (chunks.size() == 1) {
                chunks.getFirst().run();
                return;
            }
            List<Future<?>> runs = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                chunks.forEach(chunk -> runs.add(threads.submit(chunk::run)));
            }
            EachAlone.of(runs, ParcelWork::ended);
        } finally {
            renewals.letGo();
        }
    }

    private static void ended(Future<?> run) {
        if (run.state() == Future.State.FAILED) {
            throw run.exceptionNow() instanceof RuntimeException known ? known : new IllegalStateException(run.exceptionNow());
        }
    }
}
