package io.outrigger.batchworker.job;

import io.outrigger.batchworker.job.SimulatedObjects.Kind;
import io.outrigger.batchworker.job.SimulatedObjects.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a worker does with a chunk that comes out of the queue. */
final class ChunkRun {

    private static final int RENEWAL_MILLIS = 1_000;
    private static final int TRIES = 5;

    private final SimulatedWorker worker;
    private final SimulatedQueue.Delivery delivery;
    private final JobSchedule schedule;
    private final SimulatedTime time;
    private final SimulatedInput input;
    private final List<Line> lines = new ArrayList<>();
    private final boolean zombie;
    private Effect.RunChunk lease;
    private Optional<StopReason> stopped = Optional.empty();
    private boolean over;
    private int tries;

    ChunkRun(SimulatedWorker worker, SimulatedQueue.Delivery delivery) {
        this.worker = worker;
        this.delivery = delivery;
        this.schedule = worker.schedule();
        this.time = schedule.time();
        this.input = schedule.database().input(delivery.chunk().jobId());
        this.zombie = time.fails(schedule.faults().zombie());
    }

    ChunkId chunk() {
        return delivery.chunk();
    }

    void stop(StopReason reason) {
        stopped = Optional.of(reason);
    }

    void lease() {
        Optional<List<Effect>> effects = decide(new Event.ChunkDelivered());
        if (effects.isEmpty()) {
            delivery.release();
            end();
        } else if (effects.get().getFirst() instanceof Effect.RunChunk given) {
            lease = given;
            begin();
        } else {
            delivery.acknowledge();
            end();
        }
    }

    private void begin() {
        switch (lease.disposition()) {
            case Disposition.Abandon(StopReason reason) -> rest(Kind.of(reason));
            case Disposition.Bury(int attempts) -> rest(Kind.POISONED);
            case Disposition.Run run -> {
                if (!zombie || time.chance(0.5)) {
                    worker.after(RENEWAL_MILLIS, this::renew);
                }
                next(run.last());
            }
        }
    }

    private void rest(Kind kind) {
        while (lines.size() < rows()) {
            lines.add(new Line(input.firstRow(chunk().index()) + lines.size(), kind));
        }
        worker.after(time.between(1, 50), this::write);
    }

    private int rows() {
        return input.chunks().get(chunk().index()).size();
    }

    private void next(boolean last) {
        if (over) {
            return;
        }
        if (worker.isStopping()) {
            giveBack(GiveBack.STOPPING);
        } else if (stopped.isPresent()) {
            rest(Kind.of(stopped.get()));
        } else if (lines.size() == rows()) {
            worker.after(time.between(1, 50), this::write);
        } else if (schedule.isModelAway()) {
            giveBack(GiveBack.NOT_NOW);
        } else {
            worker.after(time.chance(0.9) ? time.between(5, 200) : time.between(200, 4_000), () -> ran(last));
        }
    }

    private void ran(boolean last) {
        if (over) {
            return;
        }
        int row = input.firstRow(chunk().index()) + lines.size();
        switch (input.row(row)) {
            case GOOD -> lines.add(new Line(row, Kind.RESULT));
            case BAD -> lines.add(new Line(row, Kind.REFUSED));
            case KILLS_WORKER -> worker.crash();
            case LOSES_SERVER -> {
                if (!last) {
                    giveBack(GiveBack.LOST);
                    return;
                }
                lines.add(new Line(row, Kind.SERVER_LOST));
            }
        }
        next(last);
    }

    private void renew() {
        if (over) {
            return;
        }
        for (Effect effect : decide(new Event.ChunkRenewed(lease.token())).orElse(List.of())) {
            if (effect instanceof Effect.StopRunning(String jobId, StopReason reason)) {
                stop(reason);
            } else if (effect instanceof Effect.Fenced && !zombie) {
                delivery.acknowledge();
                end();
            }
        }
        worker.after(RENEWAL_MILLIS, this::renew);
    }

    private void write() {
        if (!over) {
            schedule.objects().put(chunk(), lease.token(), lines);
            worker.after(time.between(1, 50), this::complete);
        }
    }

    private void complete() {
        if (over) {
            return;
        }
        long completed = lines.stream().filter(line -> line.kind() == Kind.RESULT).count();
        long failed = lines.size() - completed;
        Optional<List<Effect>> effects = decide(new Event.ChunkDone(lease.token(), completed, failed, 7 * completed, 11 * failed));
        if (effects.isEmpty() && tries++ < TRIES) {
            worker.after(time.between(10, 1_000), this::complete);
            return;
        }
        if (effects.isPresent() && effects.get().contains(new Effect.Fenced())) {
            schedule.objects().delete(chunk(), lease.token());
        }
        delivery.acknowledge();
        end();
    }

    private void giveBack(GiveBack why) {
        decide(new Event.ChunkGivenBack(lease.token(), why));
        delivery.acknowledge();
        end();
    }

    private Optional<List<Effect>> decide(Event.OfChunk event) {
        return worker.transact(() -> schedule.database().decide(chunk(), event, worker.clock()));
    }

    private void end() {
        over = true;
        worker.ended(this);
    }
}
