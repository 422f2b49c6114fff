package io.outrigger.batchworker.job;

import io.outrigger.batchworker.job.SimulatedInput.Row;
import io.outrigger.batchworker.job.SimulatedObjects.Kind;
import io.outrigger.batchworker.job.SimulatedObjects.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What is true after every step of a schedule, and at its end. */
final class JobInvariants {

    private final JobSchedule schedule;
    private final SimulatedDatabase database;
    private final Job job;
    private final SimulatedInput input;

    private JobInvariants(JobSchedule schedule, String jobId) {
        this.schedule = schedule;
        this.database = schedule.database();
        this.job = database.job(jobId);
        this.input = database.input(jobId);
    }

    static void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    static void checkStep(Job before, Job after) {
        Supplier<String> step = () -> before + " became " + after;
        check(!before.state().isEnded(), () -> "an ended job changed: " + step.get());
        check(after.answered().rows() <= after.rows() && after.answered().chunks() <= after.chunks(),
                () -> "more answers than rows: " + step.get());
        check(after.answered().rows() >= before.answered().rows(), () -> "answers got lost: " + step.get());
        check(before.stop().isEmpty() || after.stop().equals(before.stop()), () -> "another reason: " + step.get());
        check(!before.cut() || after.cut() && after.rows() == before.rows(), () -> "cut again: " + step.get());
        check(after.cutLease().token() >= before.cutLease().token() && after.cutAttempts() >= 0, () -> "a lease back: " + step.get());
        check(after.state().isEnded() == after.times().ended().isPresent(), () -> "no time: " + step.get());
        JobState running = after.cut() ? JobState.IN_PROGRESS : JobState.VALIDATING;
        check(after.state().isEnded() || after.state() == after.stop().map(StopReason::until).orElse(running),
                () -> "no state of its: " + step.get());
    }

    static void checkStep(Job before, Event.OfJob event, Outcome outcome) {
        boolean fenced = outcome.job().equals(before) && outcome.effects().equals(List.of(new Effect.Fenced()));
        check(isOf(before.cutLease().token(), event) || fenced, () -> "heard with an old token: " + before + " " + event + " " + outcome);
    }

    static void checkStep(Chunk before, Event.OfChunk event, Outcome outcome) {
        Chunk after = outcome.chunk().orElseThrow();
        Supplier<String> step = () -> before + " became " + after + " by " + event + " with " + outcome.effects();
        check(before.state() != ChunkState.DONE || after.equals(before), () -> "a done chunk changed: " + step.get());
        check(after.lease().token() >= before.lease().token(), () -> "a token back: " + step.get());
        check(after.attempts() >= 0, () -> "fewer attempts than none: " + step.get());
        check(after.state() != ChunkState.LEASED || after.lease().until().isPresent(), () -> "no end of a lease: " + step.get());
        check(isOf(before.lease().token(), event) || after.equals(before) && outcome.effects().equals(List.of(new Effect.Fenced())),
                () -> "heard with an old token: " + step.get());
    }

    private static boolean isOf(int token, Event.OfJob event) {
        return switch (event) {
            case Event.CutRenewed renewed -> renewed.token() == token;
            case Event.CutDone done -> done.token() == token;
            case Event.CutFailed failed -> failed.token() == token;
            case Event.CutGivenBack back -> back.token() == token;
            case Event.CutOffered offered -> true;
            case Event.CancelRequested cancel -> true;
            case Event.TimePassed passed -> true;
        };
    }

    private static boolean isOf(int token, Event.OfChunk event) {
        return switch (event) {
            case Event.ChunkRenewed renewed -> renewed.token() == token;
            case Event.ChunkDone done -> done.token() == token;
            case Event.ChunkGivenBack back -> back.token() == token;
            case Event.ChunkQueued queued -> true;
            case Event.ChunkDelivered delivered -> true;
            case Event.ChunkLookedAt looked -> true;
        };
    }

    static void checkEnd(JobSchedule schedule) {
        for (String jobId : schedule.database().jobIds()) {
            new JobInvariants(schedule, jobId).checkEnd();
        }
    }

    private void checkEnd() {
        List<Effect.Ended> ends = database.ends().stream().filter(end -> end.jobId().equals(job.id())).toList();
        check(ends.size() == 1 && ends.getFirst().state() == job.state(), () -> job + " ended " + ends);
        check(job.state() == expectedState(), () -> job + " ended, not " + expectedState());
        List<Line> lines = new ArrayList<>();
        for (int index = 0; index < job.chunks(); index++) {
            lines.addAll(checkChunk(database.chunk(new ChunkId(job.id(), index))));
        }
        check(lines.stream().map(Line::row).sorted().toList().equals(IntStream.range(0, (int) job.rows()).boxed().toList()),
                () -> job + " has " + lines);
        long completed = count(lines, Kind.RESULT);
        long failed = lines.size() - completed;
        check(job.answered().equals(new Job.Answered(job.chunks(), completed, failed, 7 * completed, 11 * failed)),
                () -> job + " counts otherwise than " + lines);
        checkBudget(count(lines, Kind.REFUSED) + count(lines, Kind.SERVER_LOST) + count(lines, Kind.POISONED));
    }

    private JobState expectedState() {
        if (job.stop().isPresent()) {
            return job.stop().get().ending();
        }
        return job.cut() && job.rows() > 0 ? JobState.COMPLETED : JobState.FAILED;
    }

    private static long count(List<Line> lines, Kind kind) {
        return lines.stream().filter(line -> line.kind() == kind).count();
    }

    private void checkBudget(long failed) {
        boolean over = job.errorBudget().isPresent() && failed * 100.0 > job.errorBudget().getAsDouble() * job.rows();
        boolean stopped = job.stop().equals(Optional.of(StopReason.ERROR_BUDGET_EXCEEDED));
        check(over ? job.stop().isPresent() : !stopped, () -> job + " has a budget, and " + failed + " failed");
        boolean noRows = !job.cut() || job.rows() == 0;
        check(!noRows || input.unreadable() || input.rows() == 0 || job.cutAttempts() >= schedule.limits().attemptsMax(),
                () -> job + " has no rows, and its input has");
    }

    /** A row that takes its worker away does so with whatever else runs there. */
    private boolean mayBeBuried() {
        return !schedule.faults().sparesLeases() || database.jobIds().stream().map(database::input)
                .anyMatch(each -> each.chunks().stream().anyMatch(rows -> rows.contains(Row.KILLS_WORKER)));
    }

    private List<Line> checkChunk(Chunk chunk) {
        check(chunk.state() == ChunkState.DONE, () -> chunk + " is not done in " + job);
        List<Line> lines = schedule.objects().read(chunk.id(), database.counted(chunk.id()));
        boolean buried = chunk.attempts() > schedule.limits().attemptsMax();
        long letters = database.deadLetters().stream().filter(letter -> letter.chunk().equals(chunk.id())).count();
        check(letters == (buried ? 1 : 0), () -> chunk + " has " + letters + " dead letters");
        check(!buried || mayBeBuried(), () -> chunk + " was buried without a reason");
        for (Line line : lines) {
            boolean right = switch (line.kind()) {
                case RESULT -> input.row(line.row()) == Row.GOOD;
                case REFUSED -> input.row(line.row()) == Row.BAD;
                case SERVER_LOST -> input.row(line.row()) == Row.LOSES_SERVER && chunk.attempts() == schedule.limits().attemptsMax();
                case POISONED -> buried;
                case CANCELLED, WINDOW_PASSED, ERROR_BUDGET_EXCEEDED -> line.kind().reason().equals(job.stop());
            };
            check(right, () -> line + " has no reason in " + chunk + " of " + job);
        }
        return lines;
    }
}
