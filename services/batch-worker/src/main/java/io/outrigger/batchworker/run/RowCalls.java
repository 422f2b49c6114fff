package io.outrigger.batchworker.run;

import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.rows.SharedRows;
import io.outrigger.openinference.wire.InferMethods;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.OwnCalls;
import io.outrigger.relay.hop.OwnCalls.Work;
import io.outrigger.relay.hop.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The one channel to the model-router, and the calls of rows over it. Safe for several threads. */
public final class RowCalls implements AutoCloseable {

    private static final String ROUTER = "model-router";

    private final ManagedChannel channel;
    private final OwnCalls calls;
    private final Duration timeout;
    private final Reach reach;

    public RowCalls(HostPort router, RunLimits limits, Telemetry telemetry) {
        this.channel = Channels.toService(router, limits.rowBytesMax(), telemetry);
        this.calls = new OwnCalls(telemetry);
        this.timeout = limits.callTimeout();
        this.reach = new Reach(channel, ROUTER);
    }

    /**
     * Starts one call for rows, of one kind where they are several; whoever cancels the future cancels it.
     *
     * @return their answers in their order, or a ServiceException
     */
    CompletableFuture<List<WireMessage>> start(List<PreparedRow> rows, RowTerms terms) {
        Duration own = terms.meant().version().signature().defaultTimeout().orElse(timeout);
        Deadline deadline = Deadline.after(Math.max(own.toNanos(), timeout.toNanos()), TimeUnit.NANOSECONDS);
        List<RowRequest> shared = rows.size() == 1 ? List.of() : rows.stream().map(row -> row.shareable().orElseThrow()).toList();
        WireMessage request = shared.isEmpty() ? rows.getFirst().request().message() : SharedRows.gather(shared,
                terms.meant().model().name(), terms.meant().versionOnTheWire(), deadline.timeRemaining(TimeUnit.MICROSECONDS));
        var work = new Work(terms.linked(), rows.stream().mapToInt(PreparedRow::rows).sum(), RowCalls::code);
        CompletableFuture<WireMessage> call =
                calls.start(channel, InferMethods.MODEL_INFER, deadline, terms.headers(), work, request);
        CompletableFuture<List<WireMessage>> answers = call.handle((answer, thrown) -> {
            if (thrown != null) {
                throw HopFailures.explain(CallFailure.of(thrown), ROUTER, false);
            }
            return shared.isEmpty() ? List.of(answer) : SharedRows.scatter(answer, shared);
        });
        answers.whenComplete((_, _) -> {
            if (answers.isCancelled()) {
                call.cancel(true);
            }
        });
        return answers;
    }

    private static ErrorCode code(CallFailure failure) {
        return HopFailures.explain(failure, ROUTER, false).code();
    }

    /** Why rows would not get through at the moment; empty while the channel is up, or merely rests after having been. */
    public Optional<String> notReadyReason() {
        return reach.reasonNotReachable();
    }

    @Override
    public void close() {
        reach.close();
        channel.shutdownNow();
    }
}
