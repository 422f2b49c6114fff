package io.outrigger.batchworker.job;

import static io.outrigger.batchworker.job.JobInvariants.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A worker puts chunks into the queue: first there and then on record, or the other way round, and crashes in between. */
record PublishRun(SimulatedWorker worker) {

    void fill() {
        JobSchedule schedule = worker.schedule();
        List<PublishCandidate> candidates = candidates();
        if (candidates.stream().allMatch(job -> job.waiting().isEmpty())) {
            return;
        }
        List<Parcel> parcels = schedule.order().next(candidates, List.of(), suspects());
        List<ChunkId> next = parcels.stream().flatMap(parcel -> parcel.chunks().stream()).toList();
        checkBounds(candidates, next);
        for (ChunkId chunk : next) {
            if (schedule.time().chance(0.7)) {
                schedule.queue().publish(chunk);
                worker.after(schedule.time().between(0, 50), () -> mark(chunk));
            } else {
                mark(chunk);
                worker.mayCrash();
                schedule.queue().publish(chunk);
            }
        }
    }

    private int suspects() {
        SimulatedDatabase database = worker.schedule().database();
        int limit = worker.schedule().order().suspectAttempts();
        return (int) database.jobIds().stream().filter(id -> database.job(id).cut())
                .flatMap(id -> IntStream.range(0, database.job(id).chunks()).mapToObj(index -> database.chunk(new ChunkId(id, index))))
                .filter(chunk -> chunk.state() == ChunkState.QUEUED && chunk.attempts() >= limit
                        || chunk.state() == ChunkState.LEASED && chunk.attempts() > limit)
                .count();
    }

    private void mark(ChunkId chunk) {
        worker.transact(() -> worker.schedule().database().decide(chunk, new Event.ChunkQueued(), worker.clock()));
    }

    private List<PublishCandidate> candidates() {
        SimulatedDatabase database = worker.schedule().database();
        List<PublishCandidate> candidates = new ArrayList<>();
        for (String jobId : database.jobIds()) {
            Job job = database.job(jobId);
            if (!job.cut() || job.state().isEnded()) {
                continue;
            }
            SimulatedInput input = database.input(jobId);
            List<PublishCandidate.Waiting> waiting = new ArrayList<>();
            var queued = PublishCandidate.Load.NONE;
            var leased = PublishCandidate.Load.NONE;
            for (int index = 0; index < job.chunks(); index++) {
                Chunk chunk = database.chunk(new ChunkId(jobId, index));
                if (chunk.state() == ChunkState.QUEUED) {
                    queued = new PublishCandidate.Load(queued.chunks() + 1, queued.rows() + chunk.rows());
                } else if (chunk.state() == ChunkState.LEASED) {
                    leased = new PublishCandidate.Load(leased.chunks() + 1, leased.rows() + chunk.rows());
                } else if (chunk.state() == ChunkState.WAITING
                        && (job.stop().isPresent() || !chunk.since().isAfter(worker.clock()))) {
                    waiting.add(new PublishCandidate.Waiting(index, chunk.rows(), chunk.attempts(), chunk.queuedTimes()));
                }
            }
            candidates.add(new PublishCandidate(jobId, input.tenant(), "model", job.stop().isPresent(), input.priority(), job.windowEnd(),
                    job.createdAt(), waiting, queued, leased, input.concurrency()));
        }
        return candidates;
    }

    private void checkBounds(List<PublishCandidate> candidates, List<ChunkId> next) {
        PublishOrder order = worker.schedule().order();
        int queued = candidates.stream().mapToInt(job -> job.queued().chunks()).sum();
        check(next.isEmpty() || queued + next.size() <= order.chunksMax(), () -> "too many in the queue: " + next);
        for (PublishCandidate job : candidates) {
            long more = next.stream().filter(chunk -> chunk.jobId().equals(job.jobId())).distinct().count();
            check(more == 0 || job.queued().chunks() + more <= order.jobChunksMax(), () -> "beyond the window of " + job + ": " + next);
            check(more == 0 || job.concurrency() == 0 || job.chunksInFlight() + more <= job.concurrency(),
                    () -> "too many of " + job + ": " + next);
        }
        long suspects = next.stream().map(worker.schedule().database()::chunk)
                .filter(chunk -> chunk.attempts() >= order.suspectAttempts()).count();
        check(suspects == 0 || suspects() + suspects == 1, () -> "several suspects: " + next);
        check(next.stream().distinct().count() == next.size(), () -> "twice: " + next);
    }
}
