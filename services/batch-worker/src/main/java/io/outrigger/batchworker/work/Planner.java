package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Parcel;
import io.outrigger.batchworker.job.PublishOrder;
import io.outrigger.batchworker.queue.ChunkQueue;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.PlanStore;
import io.outrigger.batchworker.store.PlanStore.Reach;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Puts chunks that wait into the queue, as many as may be in flight; one worker at a time does. They are noted behind the queue's word
 * for them, so a crash between the two puts them in twice, and never not at all.
 */
final class Planner implements AutoCloseable {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), 0.2);
    /** What another worker has made ready is found after so long. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration TURN_TAKEN = Duration.ofMillis(20);
    /** Between turns: what becomes ready meanwhile goes together. A job that comes while nothing does goes at once. */
    private static final Duration REST = Duration.ofMillis(10);

    private final JobDatabase database;
    private final PlanStore plans;
    private final ChunkQueue queue;
    private final PublishOrder order;
    private final InstantSource clock;
    private final Bell bell;
    private final BackgroundLoop loop;

    private Planner(JobDatabase database, PlanStore plans, ChunkQueue queue, PublishOrder order, InstantSource clock, Bell bell) {
        this.database = database;
        this.plans = plans;
        this.queue = queue;
        this.order = order;
        this.clock = clock;
        this.bell = bell;
        this.loop = BackgroundLoop.start("filling the queue of chunks", BACKOFF, this::turn);
    }

    static Planner start(JobDatabase database, PlanStore plans, ChunkQueue queue, PublishOrder order, InstantSource clock, Bell bell) {
        return new Planner(database, plans, queue, order, clock, bell);
    }

    private Optional<Duration> turn() throws InterruptedException {
        bell.await(LOOK_AGAIN);
        if (database.notReadyReason().isPresent() || queue.notReadyReason().isPresent()) {
            return Optional.of(LOOK_AGAIN);
        }
        boolean planned = database.write(handle -> {
            if (!plans.mayPlan(handle)) {
                return false;
            }
            Instant now = clock.instant();
            PlanStore.Seen seen = plans.look(handle, now, Reach.DEFAULT);
            int suspects = order.hasSuspects(seen.jobs()) ? plans.suspects(handle, order.suspectAttempts()) : 0;
            List<Parcel> next = order.next(seen.jobs(), seen.others(), suspects);
            if (!next.isEmpty()) {
                queue.publish(next);
                plans.queued(handle, next.stream().flatMap(parcel -> parcel.chunks().stream()).toList(), now);
            }
            plans.passOver(handle, seen.jobs());
            return true;
        });
        if (!planned) {
            bell.ring(); // whoever plans may have looked before what this bell was rung for
            return Optional.of(TURN_TAKEN);
        }
        return Optional.of(REST);
    }

    @Override
    public void close() {
        loop.close();
    }
}
