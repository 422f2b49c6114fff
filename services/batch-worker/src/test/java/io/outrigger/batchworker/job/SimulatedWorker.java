package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A worker: runs chunks, cuts inputs, publishes and sweeps, and crashes or stands still between any two steps. */
final class SimulatedWorker {

    private static final int SLOTS = 2;

    private final JobSchedule schedule;
    private final SimulatedTime time;
    private final Faults faults;
    private final List<ChunkRun> runs = new ArrayList<>();
    private long skew;
    /** How often it has crashed: nothing survives it. */
    private int lives;
    private boolean up = true;
    private boolean stopping;
    private long pausedUntil;

    /** It crashes here and now. */
    private static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    SimulatedWorker(JobSchedule schedule) {
        this.schedule = schedule;
        this.time = schedule.time();
        this.faults = schedule.faults();
    }

    JobSchedule schedule() {
        return schedule;
    }

    Instant clock() {
        return time.clock(skew);
    }

    void setClock(long to) {
        skew = to;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean hasRoom() {
        return up && !stopping && runs.size() < SLOTS;
    }

    void begin() {
        publish();
        sweep();
    }

    private void publish() {
        after(time.between(500, 2_500), () -> {
            new PublishRun(this).fill();
            publish();
        });
    }

    private void sweep() {
        after(time.between(500, 3_000), () -> {
            new SweepRun(this).sweep();
            sweep();
        });
    }

    /** Its next step, unless it crashes until then. */
    void after(long millis, Runnable what) {
        int life = lives;
        time.after(millis, () -> step(life, what));
    }

    private void step(int life, Runnable what) {
        if (life != lives) {
            return;
        }
        if (time.fails(faults.pause())) {
            pausedUntil = Math.max(pausedUntil, time.now() + time.between(500, 15_000));
            time.trace(() -> "paused until " + pausedUntil);
        }
        if (time.now() < pausedUntil) {
            time.after(pausedUntil - time.now(), () -> step(life, what));
            return;
        }
        try {
            mayCrash();
            what.run();
        } catch (Crash crash) {
            goDown();
        }
        if (!stopping && up && time.fails(faults.stopping())) {
            stopping = true;
            time.after(time.between(500, 3_000), () -> leave(life));
        }
    }

    /** What it holds has been given back by then, or is lost. */
    private void leave(int life) {
        if (life == lives) {
            goDown();
        }
    }

    private void goDown() {
        time.trace(() -> "a worker goes down with " + runs.size() + " runs");
        lives++;
        runs.clear();
        up = false;
        stopping = false;
        time.after(time.between(100, 3_000), () -> {
            up = true;
            begin();
        });
    }

    void mayCrash() {
        if (time.fails(faults.crash())) {
            throw new Crash();
        }
    }

    void crash() {
        throw new Crash();
    }

    /** Empty where it does not hear of the answer, whatever has become of the transaction. */
    Optional<List<Effect>> transact(Supplier<List<Effect>> transaction) {
        if (time.fails(faults.refused())) {
            return Optional.empty();
        }
        List<Effect> effects = transaction.get();
        mayCrash();
        if (time.fails(faults.unanswered())) {
            return Optional.empty();
        }
        perform(effects);
        return Optional.of(effects);
    }

    /** What concerns others; the rest is done by whoever asked. */
    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (time.fails(faults.lost())) {
                continue;
            }
            if (effect instanceof Effect.FillQueue) {
                after(time.between(1, 200), () -> new PublishRun(this).fill());
            } else if (effect instanceof Effect.StopRunning(String jobId, StopReason reason)) {
                schedule.workers().forEach(worker -> worker.after(time.between(1, 200), () -> worker.stopRunning(jobId, reason)));
            }
        }
    }

    private void stopRunning(String jobId, StopReason reason) {
        runs.stream().filter(run -> run.chunk().jobId().equals(jobId)).forEach(run -> run.stop(reason));
    }

    void deliver(SimulatedQueue.Delivery delivery) {
        ChunkRun run = new ChunkRun(this, delivery);
        runs.add(run);
        after(0, run::lease);
    }

    void ended(ChunkRun run) {
        runs.remove(run);
    }
}
