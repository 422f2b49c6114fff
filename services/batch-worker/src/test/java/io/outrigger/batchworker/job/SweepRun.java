package io.outrigger.batchworker.job;

import java.time.Instant;

/** A worker looks whether anything is not where it should be. */
record SweepRun(SimulatedWorker worker) {

    void sweep() {
        SimulatedDatabase database = worker.schedule().database();
        for (String jobId : database.jobIds()) {
            Job job = database.job(jobId);
            if (!job.state().isEnded() && !job.cut()) {
                offerCut(jobId);
            }
            if (!job.state().isEnded() && !worker.clock().isBefore(job.windowEnd())) {
                worker.transact(() -> database.decide(jobId, new Event.TimePassed(), worker.clock()));
            }
        }
        for (Chunk chunk : database.chunks()) {
            if (chunk.state() != ChunkState.DONE) {
                worker.transact(() -> database.decide(chunk.id(), new Event.ChunkLookedAt(), worker.clock()));
            }
        }
        if (worker.schedule().time().chance(0.1)) {
            worker.schedule().objects().deleteOrphans(database);
        }
    }

    private void offerCut(String jobId) {
        SimulatedDatabase database = worker.schedule().database();
        worker.transact(() -> database.decide(jobId, new Event.CutOffered(), worker.clock())).ifPresent(effects -> {
            if (effects.getFirst() instanceof Effect.Cut(int token, Instant until)) {
                new CutRun(worker, database.input(jobId), token).begin();
            }
        });
    }
}
