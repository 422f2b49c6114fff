package io.outrigger.batchworker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of a chunk, and by its end of its job. */
record ChunkRules(JobLimits limits) {

    /** Who came sooner than this, out of the queue, is heard: the chunk may be leased or done by now. */
    Outcome queued(Job job, Chunk chunk, Instant now) {
        return Outcome.of(job, chunk.state() == ChunkState.WAITING ? chunk.queued(now) : chunk);
    }

    /** A waiting chunk is taken too: its being in the queue was not noted yet, or it is there twice. */
    Outcome delivered(Job job, Chunk chunk, Instant now) {
        if (chunk.state() == ChunkState.DONE || job.state().isEnded() || isRun(chunk, now)) {
            return Outcome.of(job, chunk, new Effect.NothingToDo());
        }
        Instant until = now.plus(limits.chunkLease());
        Chunk leased = chunk.leased(now, until);
        return Outcome.of(job, leased, new Effect.RunChunk(chunk.id(), leased.lease().token(), until, disposition(job, leased)));
    }

    private Disposition disposition(Job job, Chunk leased) {
        if (job.stop().isPresent()) {
            return new Disposition.Abandon(job.stop().get());
        }
        return leased.attempts() > limits.attemptsMax()
                ? new Disposition.Bury(leased.attempts() - 1) : new Disposition.Run(leased.attempts() == limits.attemptsMax());
    }

    /** Who was slow but alone goes on, in the queue or not. */
    Outcome renewed(Job job, Chunk chunk, int token, Instant now) {
        if (!chunk.lease().isHeldBy(token)) {
            return Outcome.of(job, chunk, new Effect.Fenced());
        }
        Instant until = now.plus(limits.chunkLease());
        List<Effect> effects = new ArrayList<>(List.of(new Effect.Extended(until)));
        job.stop().ifPresent(reason -> effects.add(new Effect.StopRunning(job.id(), reason)));
        return new Outcome(job, Optional.of(chunk.renewed(now, until)), List.copyOf(effects));
    }

    Outcome givenBack(Job job, Chunk chunk, int token, GiveBack why, Instant now) {
        if (!chunk.lease().isHeldBy(token)) {
            return Outcome.of(job, chunk, new Effect.Fenced());
        }
        Chunk back = switch (why) {
            case STOPPING -> chunk.givenBack(now, chunk.attempts() - 1, chunk.putOffTimes());
            case NOT_NOW -> chunk.givenBack(later(job, chunk.putOffTimes() + 1, now), chunk.attempts() - 1, chunk.putOffTimes() + 1);
            case LOST -> chunk.givenBack(later(job, chunk.attempts(), now), chunk.attempts(), 0);
        };
        return Outcome.of(job, back, new Effect.FillQueue());
    }

    private Instant later(Job job, int times, Instant now) {
        return job.stop().isPresent() ? now : now.plus(limits.delay(times));
    }

    /** The one thing that counts is the token: whose lease has run out is heard as long as nobody else came. */
    Outcome done(Job job, Chunk chunk, Event.ChunkDone done, Instant now) {
        if (done.token() != chunk.lease().token()) {
            return Outcome.of(job, chunk, new Effect.Fenced());
        }
        if (chunk.state() == ChunkState.DONE) {
            return Outcome.of(job, chunk, new Effect.NothingToDo());
        }
        if (done.completed() < 0 || done.failed() < 0 || done.completed() + done.failed() != chunk.rows()) {
            throw new IllegalArgumentException("Chunk " + chunk.id() + " has " + chunk.rows() + " rows, and ended with " + done);
        }
        List<Effect> effects = new ArrayList<>();
        if (chunk.attempts() > limits.attemptsMax()) {
            effects.add(new Effect.DeadLetter(chunk.id(), chunk.attempts() - 1));
        }
        Job answered = job.answering(job.answered().and(done), now);
        if (answered.stop().isEmpty() && isOverBudget(answered)) {
            answered = answered.stopped(StopReason.ERROR_BUDGET_EXCEEDED, now);
            effects.add(new Effect.StopRunning(job.id(), StopReason.ERROR_BUDGET_EXCEEDED));
        }
        if (answered.answered().chunks() == answered.chunks()) {
            answered = answered.in(answered.stop().map(StopReason::ending).orElse(JobState.COMPLETED), now);
            effects.add(new Effect.Ended(job.id(), answered.state(), faults(answered)));
        }
        effects.add(new Effect.FillQueue());
        return new Outcome(answered, Optional.of(chunk.done(now)), List.copyOf(effects));
    }

    /** Only the budget makes a job fail whose rows were run. */
    private static List<JobFault> faults(Job ended) {
        if (ended.state() != JobState.FAILED) {
            return List.of();
        }
        return List.of(new JobFault("error_budget_exceeded", "More rows failed than the error budget allows, which is "
                + ended.errorBudget().orElse(0) + " % of " + ended.rows() + " rows; the rest was not run.", "error_budget", 0));
    }

    private static boolean isOverBudget(Job job) {
        return job.cut() && job.errorBudget().isPresent() && job.answered().failed() * 100.0 > job.errorBudget().getAsDouble() * job.rows();
    }

    /** What has been too long in the queue or out of anybody's hands goes back to those that wait. */
    Outcome lookedAt(Job job, Chunk chunk, Instant now) {
        boolean lost = switch (chunk.state()) {
            case WAITING -> chunk.since().isAfter(now.plus(limits.putOffMax().multipliedBy(2)));
            case QUEUED -> isPast(chunk.since(), limits.patience(chunk.queuedTimes()), now);
            case LEASED -> !isRun(chunk, now);
            case DONE -> false;
        };
        if (!lost) {
            return Outcome.of(job, chunk, new Effect.NothingToDo());
        }
        return Outcome.of(job, chunk.waiting(now), new Effect.Repaired(chunk.id(), chunk.state()), new Effect.FillQueue());
    }

    /** A time that is far ahead was written by a clock that has been set back since: it says nothing. */
    private static boolean isPast(Instant since, Duration patience, Instant now) {
        return !now.isBefore(since.plus(patience)) || since.isAfter(now.plus(patience));
    }

    private boolean isRun(Chunk chunk, Instant now) {
        return chunk.state() == ChunkState.LEASED && chunk.lease().isLive(now, limits.chunkLease());
    }
}
