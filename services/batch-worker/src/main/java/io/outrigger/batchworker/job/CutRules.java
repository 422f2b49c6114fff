package io.outrigger.batchworker.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of a job until its rows are counted. A job that has stopped is cut all the same: its rows have to be in its errors. */
record CutRules(JobLimits limits) {

    /** The input has no line. */
    static final String NO_ROWS = "no_rows";
    /** Nobody who began to read the input came to its end. */
    static final String INPUT_NOT_READ = "input_not_read";

    Outcome offered(Job job, Instant now) {
        if (job.state().isEnded() || job.cut() || job.cutLease().isLive(now, limits.cutLease())) {
            return Outcome.unchanged(job, new Effect.NothingToDo());
        }
        if (job.cutAttempts() >= limits.attemptsMax()) {
            return end(job, List.of(new JobFault(INPUT_NOT_READ, "The input was to be read " + job.cutAttempts()
                    + " times, and nobody who began came to its end.", "", 0)), now);
        }
        Instant until = now.plus(limits.cutLease());
        Lease lease = job.cutLease().given(until);
        return Outcome.unchanged(job.cutBy(lease, job.cutAttempts() + 1), new Effect.Cut(lease.token(), until));
    }

    Outcome renewed(Job job, int token, Instant now) {
        if (!job.cutLease().isHeldBy(token)) {
            return Outcome.unchanged(job, new Effect.Fenced());
        }
        Instant until = now.plus(limits.cutLease());
        return Outcome.unchanged(job.cutBy(job.cutLease().extended(until), job.cutAttempts()), new Effect.Extended(until));
    }

    Outcome done(Job job, Event.CutDone done, Instant now) {
        if (job.cut() && done.token() == job.cutLease().token()) {
            return Outcome.unchanged(job, new Effect.NothingToDo());
        }
        if (!job.cutLease().isHeldBy(done.token())) {
            return Outcome.unchanged(job, new Effect.Fenced());
        }
        Job cut = job.cutInto(done.rows(), done.chunks(), now);
        if (done.rows() == 0) {
            return end(cut, List.of(new JobFault(NO_ROWS, "The input has no rows; at least one is needed.", "", 0)), now);
        }
        return Outcome.unchanged(cut.stop().isPresent() ? cut : cut.in(JobState.IN_PROGRESS, now), new Effect.FillQueue());
    }

    Outcome failed(Job job, int token, List<JobFault> faults, Instant now) {
        return job.cutLease().isHeldBy(token) ? end(job, faults, now) : Outcome.unchanged(job, new Effect.Fenced());
    }

    /**
     * It rests for a moment under a lease that nobody has, so that other inputs have their turn. The input of a job that goes on is tried
     * for as long as its window lasts, and that of one that has stopped a few times more, for its rows to be in its errors.
     */
    Outcome givenBack(Job job, int token, Instant now) {
        if (!job.cutLease().isHeldBy(token)) {
            return Outcome.unchanged(job, new Effect.Fenced());
        }
        int attempts = job.stop().isPresent() ? job.cutAttempts() : job.cutAttempts() - 1;
        return Outcome.unchanged(job.cutBy(job.cutLease().given(now.plus(limits.cutRest())), attempts));
    }

    /** Whoever counts the rows has no lease any more, as behind a cut, and is fenced. */
    private static Outcome end(Job job, List<JobFault> faults, Instant now) {
        JobState ending = job.stop().map(StopReason::ending).orElse(JobState.FAILED);
        Job ended = job.cutBy(job.cutLease().ended(), job.cutAttempts()).in(ending, now);
        return new Outcome(ended, Optional.empty(), List.of(new Effect.Ended(job.id(), ending, faults)));
    }
}
