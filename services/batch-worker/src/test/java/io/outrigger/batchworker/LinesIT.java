package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.failure;
import static io.outrigger.proto.jobs.v1.LinesKind.LINES_KIND_ERRORS;
import static io.outrigger.proto.jobs.v1.LinesKind.LINES_KIND_RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.JobCalls.Read;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.jobs.v1.Job;
import io.outrigger.proto.jobs.v1.LinesKind;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jobs have answered, whole and in ranges, wherever its parts lie: full chunks of this job in S3, its last one in the database. */
class LinesIT {

    private static final int ROWS = 70;

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private static JobCalls calls;
    private static Job job;
    private static byte[] all;

    @BeforeAll
    static void runAJob() {
        calls = WORKER.of("readers");
        job = calls.ended(calls.submit(SampleRows.lines(ROWS)));
        all = calls.results(job);
    }

    @AfterAll
    static void disconnect() {
        calls.close();
    }

    @Test
    void theLinesLieInBothPlaces() {
        assertThat(WORKER.objects().list("jobs/" + job.getId() + "/chunks/", "").entries()).hasSize(2);
        assertThat(all).hasSize(Math.toIntExact(job.getOutputBytes()));
        assertThat(SampleRows.summary(all)).containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(1, ROWS).mapToObj(id -> id + " row-" + id + " 200").toList());
    }

    @Test
    void theFirstMessageSaysWhatFollows() {
        Read whole = calls.lines(job, LINES_KIND_RESULTS, 0, 0);

        assertThat(whole.head().getTotalBytes()).isEqualTo(all.length);
        assertThat(whole.head().getLength()).isEqualTo(all.length);
        assertThat(whole.head().getComplete()).isTrue();
        assertThat(whole.head().getFilename()).isEqualTo(job.getId() + "_output.jsonl");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "8000, 9000", "100, 15000", "-1, 0", "-500, 100", "-5000, 0", "-999999, 10", "17000, 999999"})
    void aRangeIsThatOfTheWhole(int offset, int length) {
        Read part = calls.lines(job, LINES_KIND_RESULTS, offset, length);

        int from = offset < 0 ? Math.max(0, all.length + offset) : offset;
        int to = length == 0 ? all.length : Math.min(all.length, from + length);
        assertThat(part.head().getOffset()).isEqualTo(from);
        assertThat(part.head().getLength()).isEqualTo(to - from);
        assertThat(part.head().getTotalBytes()).isEqualTo(all.length);
        assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(all, from, to));
    }

    @Test
    void everyRangeOfSomeLengthIsThatOfTheWhole() {
        int piece = all.length / 7 + 1;
        StringBuilder joined = new StringBuilder();
        for (int from = 0; from < all.length; from += piece) {
            joined.append(new String(calls.lines(job, LINES_KIND_RESULTS, from, piece).bytes(), StandardCharsets.UTF_8));
        }

        assertThat(joined).hasToString(new String(all, StandardCharsets.UTF_8));
    }

    @Test
    void behindTheEndThereIsNothing() {
        assertThat(failure(() -> calls.lines(job, LINES_KIND_RESULTS, all.length, 0))).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
        assertThat(failure(() -> calls.lines(job, LINES_KIND_RESULTS, Long.MAX_VALUE, 1))).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE);
        assertThat(failure(() -> calls.lines(job, LINES_KIND_RESULTS, 0, -1))).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(failure(() -> calls.lines(job, LinesKind.LINES_KIND_UNSPECIFIED, 0, 0))).isEqualTo(ErrorCode.INVALID_FIELD);
    }

    @Test
    void noErrorsAreNoBytes() {
        Read none = calls.lines(job, LINES_KIND_ERRORS, 0, 0);

        assertThat(none.bytes()).isEmpty();
        assertThat(none.head().getTotalBytes()).isZero();
        assertThat(calls.lines(job, LINES_KIND_ERRORS, -10, 5).bytes()).isEmpty();
    }

    @Test
    void whatIsAnsweredCanBeReadBeforeTheEndAndOnlyGrows() {
        WORKER.router().behave(SampleRows.silentFrom(33));
        Job open = calls.submit(SampleRows.lines(64));
        Job half = Eventually.answer(() -> calls.find(open.getId()), found -> found.getRequestCounts().getCompleted() == 32);

        Read partial = calls.lines(half, LINES_KIND_RESULTS, 0, 0);
        assertThat(partial.head().getComplete()).isFalse();
        assertThat(SampleRows.customIds(partial.bytes())).hasSize(32).doesNotContain("row-33");

        WORKER.router().behave(Behaviour.echo());
        calls.cancel(open);
        Job ended = calls.ended(open);
        byte[] results = calls.results(ended);
        assertThat(Arrays.copyOf(results, partial.bytes().length)).isEqualTo(partial.bytes());
        assertThat(SampleRows.customIds(results).size() + SampleRows.customIds(calls.errors(ended)).size()).isEqualTo(64);
    }
}
