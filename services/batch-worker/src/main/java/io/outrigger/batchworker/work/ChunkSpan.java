package io.outrigger.batchworker.work;

import io.outrigger.batchworker.run.RunEnd;
import io.outrigger.batchworker.store.StoredChunk;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import java.util.Locale;

/** The record of one run of a chunk: a line in the log at DEBUG, and a span that is linked to the submission's and to the calls'. */
final class ChunkSpan implements AutoCloseable {

    private static final String UNSAID = "failed";

    private final RequestRecorder recorder;
    private final RequestContext context;
    private String outcome = UNSAID;

    private ChunkSpan(RequestRecorder recorder, RequestContext context) {
        this.recorder = recorder;
        this.context = context;
    }

    static ChunkSpan begin(RequestRecorder recorder, StoredChunk chunk) {
        RequestContext context = recorder.beginLater("run of a chunk", chunk.job().id() + "." + chunk.place().index(),
                chunk.job().terms().traceparent());
        context.span().setAttribute("job", chunk.job().id()).setAttribute("chunk", chunk.place().index())
                .setAttribute("rows", chunk.place().rows()).setAttribute("attempt", chunk.chunk().attempts());
        return new ChunkSpan(recorder, context);
    }

    /** For the calls of the run. */
    RequestContext context() {
        return context;
    }

    /** Notes how the run ended. */
    RunEnd ended(RunEnd end) {
        outcome = switch (end) {
            case RunEnd.Answered answered -> "answered";
            case RunEnd.GivenBack back -> "given_back_" + back.why().name().toLowerCase(Locale.ROOT);
            case RunEnd.Dropped dropped -> "dropped";
        };
        return end;
    }

    @Override
    public void close() {
        context.span().setAttribute("outcome", outcome);
        recorder.end(context, outcome);
    }
}
