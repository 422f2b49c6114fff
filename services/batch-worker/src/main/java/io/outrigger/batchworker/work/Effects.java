package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.queue.ChunkQueue;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.chassis.errors.ServiceException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the effects that are not an answer to whoever made the event happen. None of them may fail it: each is found again by whoever
 * looks from time to time, but for the letter to operators, of which the log tells too.
 */
final class Effects implements Consumer<Effect> {

    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final JobDatabase database;
    private final ChunkQueue queue;
    private final ChunksAtWork running;
    private final Bell planner;
    private final WorkMetrics metrics;

    Effects(JobDatabase database, ChunkQueue queue, ChunksAtWork running, Bell planner, WorkMetrics metrics) {
        this.database = database;
        this.queue = queue;
        this.running = running;
        this.planner = planner;
        this.metrics = metrics;
    }

    @Override
    public void accept(Effect effect) {
        switch (effect) {
            case Effect.FillQueue fill -> planner.ring();
            case Effect.StopRunning stop -> {
                running.stop(stop.jobId(), stop.reason());
                database.changed(stop.jobId());
            }
            case Effect.DeadLetter letter -> deadLetter(letter);
            case Effect.Repaired repaired -> metrics.repaired(repaired.from());
            case Effect.Ended ended -> database.changed(ended.jobId());
            case Effect.Cut cut -> { }
            case Effect.RunChunk run -> { }
            case Effect.Extended extended -> { }
            case Effect.Fenced fenced -> metrics.fenced();
            case Effect.NothingToDo nothing -> { }
        }
    }

    private void deadLetter(Effect.DeadLetter letter) {
        LOG.error("chunk {} of job {} was given up after {} attempts: its rows have failed", letter.chunk().index(),
                letter.chunk().jobId(), letter.attempts());
        try {
            queue.deadLetter(letter.chunk(), letter.attempts());
        } catch (ServiceException away) {
            LOG.warn("no dead letter could be written for chunk {} of job {}", letter.chunk().index(), letter.chunk().jobId());
        }
    }
}
