package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.JobState;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that end before their rows do: cancelled, out of time, out of budget. No row is without its line. */
class StopIT {

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private JobCalls calls;

    @BeforeEach
    void connect() {
        calls = WORKER.of("stoppers");
    }

    @AfterEach
    void disconnect() {
        calls.close();
    }

    @Test
    void aCancelledJobGivesUpItsCallsAndKeepsItsResults() {
        calls.close();
        calls = WORKER.of("canceller");
        WORKER.router().behave(SampleRows.silentFrom(33));
        Job job = calls.submit(SampleRows.lines(500));
        Eventually.isTrue(() -> calls.find(job.getId()).getRequestCounts().getCompleted() == 32);

        Job cancelling = calls.cancel(job);
        StandInServer.Received givenUp = WORKER.router().nextCancelled();
        while (!givenUp.header("x-outrigger-tenant").equals("canceller")) {
            givenUp = WORKER.router().nextCancelled(); // of other tests
        }

        assertThat(cancelling.getState()).isIn(JobState.JOB_STATE_CANCELLING, JobState.JOB_STATE_CANCELLED);
        Job ended = calls.ended(job);
        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
        assertThat(ended.hasCancellingAt() && ended.hasCancelledAt()).isTrue();
        assertThat(SampleRows.customIds(calls.results(ended))).containsExactlyInAnyOrderElementsOf(ids(1, 32));
        requireReason(ended, "batch_cancelled", 468);
        requireEachOnce(ended, 500);
    }

    @Test
    void anEndedJobStaysAsItIs() {
        Job ended = calls.ended(calls.submit(SampleRows.lines(3)));

        assertThat(calls.cancel(ended)).isEqualTo(ended);
    }

    @Test
    void aJobWhoseRowsAreNotCountedIsCancelled() {
        File file = calls.upload("rows.jsonl", SampleRows.lines(500));
        Job job = calls.submit(SubmitJobRequest.newBuilder().setModel("pairs").setInputFileId(file.getId()));
        calls.cancel(job);

        Job ended = calls.ended(job);

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
        requireEachOnce(ended, 500);
    }

    @Test
    void theWindowsEndLeavesNoRowWithoutItsReason() {
        WORKER.router().behave(SampleRows.silentFrom(33));

        Job ended = calls.ended(calls.submit(rows(SampleRows.lines(200)).setCompletionWindow(Duration.newBuilder().setSeconds(5))));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_EXPIRED);
        assertThat(ended.hasExpiredAt()).isTrue();
        assertThat(SampleRows.summary(calls.errors(ended))).allMatch(line -> line.endsWith("batch_expired"));
        requireEachOnce(ended, 200);
    }

    @Test
    void aJobWithTooManyFailuresFails() {
        WORKER.router().behave(SampleRows.failingForPoison());
        StringBuilder lines = new StringBuilder();
        IntStream.rangeClosed(1, 32).forEach(id -> lines.append(SampleRows.line(id, SampleRows.POISON)));
        IntStream.rangeClosed(33, 500).forEach(id -> lines.append(SampleRows.line(id, 1)));

        Job ended = calls.ended(calls.submit(rows(lines.toString()).setErrorBudget(1).setConcurrency(1)));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
        assertThat(ended.getErrorsList()).singleElement()
                .satisfies(error -> assertThat(error.getCode()).isEqualTo("error_budget_exceeded"));
        assertThat(SampleRows.summary(calls.errors(ended))).contains("1 row-1 backend_failed", "500 row-500 error_budget_exceeded");
        requireEachOnce(ended, 500);
    }

    @Test
    void rowsWithinTheBudgetFailAlone() {
        WORKER.router().behave(SampleRows.failingForPoison());

        Job ended = calls.ended(calls.submit(rows(SampleRows.lines(99) + SampleRows.line(100, SampleRows.POISON)).setErrorBudget(1)));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        requireReason(ended, "backend_failed", 1);
        requireEachOnce(ended, 100);
    }

    @Test
    void aRouterThatIsBusyIsAskedAgain() {
        List<Integer> asked = new ArrayList<>();
        WORKER.router().behave((request, caller) -> {
            synchronized (asked) {
                asked.add(1);
                Behaviour next = asked.size() < 3 ? Behaviour.failing(Status.UNAVAILABLE) : Behaviour.echo();
                next.answer(request, caller);
            }
        });

        Job ended = calls.ended(calls.submit(SampleRows.lines(3)));

        assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_COMPLETED);
        assertThat(ended.getRequestCounts().getCompleted()).isEqualTo(3);
    }

    private void requireReason(Job ended, String code, int times) {
        assertThat(SampleRows.summary(calls.errors(ended)).stream().filter(line -> line.endsWith(" " + code))).hasSize(times);
    }

    /** Each row has its line, the counts are those of the lines. */
    private void requireEachOnce(Job ended, int rows) {
        List<String> results = SampleRows.customIds(calls.results(ended));
        List<String> errors = SampleRows.customIds(calls.errors(ended));
        assertThat(ended.getRequestCounts().getTotal()).isEqualTo(rows);
        assertThat(ended.getRequestCounts().getCompleted()).isEqualTo(results.size());
        assertThat(ended.getRequestCounts().getFailed()).isEqualTo(errors.size());
        List<String> all = new ArrayList<>(results);
        all.addAll(errors);
        assertThat(all).containsExactlyInAnyOrderElementsOf(ids(1, rows));
    }

    private static List<String> ids(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(id -> "row-" + id).toList();
    }
}
