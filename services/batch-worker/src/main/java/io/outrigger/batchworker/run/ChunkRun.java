package io.outrigger.batchworker.run;

import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.intake.Intake;
import io.outrigger.intake.JsonLimits;
import java.io.IOException;
import java.io.InputStream;

/** Runs chunks: each row of one gets its line, or the chunk is given back. Safe for several threads. */
public final class ChunkRun {

    private final RowCalls calls;
    private final Intake intake;
    private final JsonLimits json;
    private final RunLimits limits;
    private final int lineBytesMax;
    private final RunMetrics metrics;
    private final CallTrials trials = new CallTrials();
    private final CallSizes sizes = new CallSizes();

    /** @param lineBytesMax as the input was cut with */
    public ChunkRun(RowCalls calls, Intake intake, JsonLimits json, RunLimits limits, int lineBytesMax, Telemetry telemetry) {
        this.calls = calls;
        this.intake = intake;
        this.json = json;
        this.limits = limits;
        this.lineBytesMax = lineBytesMax;
        this.metrics = new RunMetrics(telemetry.meters());
    }

    /**
     * Runs a chunk on the calling thread; returns soon after the signal.
     *
     * @param input the chunk's bytes, closed by the caller
     * @throws IOException where they cannot be read, or are fewer lines than the chunk has
     */
    public RunEnd run(RowTerms terms, InputStream input, ChunkPlace place, Disposition.Run disposition, CancelSignal signal)
            throws IOException {
        var lines = new RowLines(place.rows(), limits.resultBytesMax());
        var reader = new ChunkReader(terms.jobId(), place, input, lineBytesMax, lines);
        RunEnd end = run(terms, reader, lines, disposition.last(), signal);
        if (end instanceof RunEnd.Answered answered) {
            metrics.ended(answered.output());
        }
        return end;
    }

    /**
     * Gives each row of a chunk that is not run the error that says why.
     *
     * @param input as of {@link #run}
     */
    public ChunkOutput refuse(String jobId, InputStream input, ChunkPlace place, Disposition.Refuse disposition) throws IOException {
        var lines = new RowLines(place.rows(), limits.resultBytesMax());
        ChunkOutput output = notRun(new ChunkReader(jobId, place, input, lineBytesMax, lines), lines, NotRun.of(disposition));
        metrics.ended(output);
        return output;
    }

    private RunEnd run(RowTerms terms, ChunkReader reader, RowLines lines, boolean last, CancelSignal signal) throws IOException {
        var gate = new CallGate(calls, terms, metrics, limits.callsMax());
        var answers = new RowAnswers(terms, json, lines);
        signal.then(gate::close);
        GiveBack otherwise;
        try (RowSender sender = last
                ? new CarefulRun(gate, answers, signal, limits.lostWaitMax())
                : new RowRun(terms, gate, answers, metrics, trials.of(terms), sizes,
                        new RowPacking(sizes.rowsMax(terms), limits.callBytesMax()))) {
            try {
                send(reader, new RowIntake(intake, terms, limits), lines, gate, sender);
                sender.finish();
            } finally {
                gate.close();
            }
            otherwise = sender.givenBack().orElse(GiveBack.LOST);
        }
        if (lines.areAll()) {
            return new RunEnd.Answered(lines.output());
        }
        return switch (signal.cause().orElse(null)) {
            case CancelSignal.Cause.Job job -> new RunEnd.Answered(notRun(reader, lines, NotRun.stopped(job.reason())));
            case CancelSignal.Cause.Worker _ -> new RunEnd.GivenBack(GiveBack.STOPPING);
            case CancelSignal.Cause.Lease _ -> new RunEnd.Dropped();
            case null -> new RunEnd.GivenBack(otherwise);
        };
    }

    private static void send(ChunkReader reader, RowIntake rows, RowLines lines, CallGate gate, RowSender sender) throws IOException {
        while (!gate.isClosed() && reader.next()) {
            PreparedRow row;
            try {
                row = rows.prepare(reader.bytes(), reader.number(), reader.index());
            } catch (RuntimeException thrown) {
                ServiceException refused = RowAnswers.failure(thrown);
                if (Blame.of(refused.code()) != Blame.ROW) {
                    lines.begun(reader.index(), reader.line());
                    sender.notNow();
                    return;
                }
                lines.failed(reader.index(), reader.line().error(refused.code(), refused.getMessage()));
                continue;
            }
            lines.begun(row.index(), row.line());
            sender.send(row);
            // Nobody takes the processor from a virtual thread: without this, whoever else has work here waits for a whole chunk.
            Thread.yield();
        }
    }

    /** Gives every row that has no line an error. */
    private static ChunkOutput notRun(ChunkReader reader, RowLines lines, NotRun why) throws IOException {
        lines.failBegun(why.code(), why.sentence());
        reader.failRest(why.code(), why.sentence());
        return lines.output();
    }
}
