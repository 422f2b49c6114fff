package io.outrigger.batchworker.run;

import io.grpc.StatusRuntimeException;
import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.intake.Intake;
import io.outrigger.intake.JsonLimits;
import io.outrigger.intake.picture.PictureLimits;
import io.outrigger.intake.picture.Pictures;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.registry.Batching;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StandInServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A {@link ChunkRun} and the router that it calls. */
final class RunningChunks implements AutoCloseable {

    static final int BATCH_SIZE_MAX = 4;
    static final float POISON = 666;
    private static final int RESULT_BYTES_MAX = 10_000;
    private static final int LINE_BYTES_MAX = 1 << 20;

    private final StandInServer router = StandInServer.start();
    private final Telemetry telemetry = Telemetry.local("batch-worker");
    private final RowCalls calls;
    private final ChunkRun run;

    RunningChunks() {
        this(1 << 20);
    }

    RunningChunks(long outputBytesMax) {
        var limits = new RunLimits(3, 1 << 20, 1 << 20, RESULT_BYTES_MAX, Duration.ofMinutes(4), Duration.ofSeconds(5));
        calls = new RowCalls(HostPort.parse(router.address()), limits, telemetry);
        run = new ChunkRun(calls, new Intake(new Pictures(new PictureLimits(1 << 20, 1_000_000, 4_096, 1, Duration.ofSeconds(5)))),
                new JsonLimits(1 << 20, outputBytesMax, 5), limits, LINE_BYTES_MAX, telemetry);
    }

    StandInServer router() {
        return router;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    RunEnd run(RowTerms terms, String lines, ChunkPlace place, Disposition.Run disposition, CancelSignal signal) {
        try {
            return run.run(terms, new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), place, disposition, signal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChunkOutput refuse(String lines, ChunkPlace place, Disposition.Refuse disposition) {
        try {
            return run.refuse(SampleRows.terms(BATCH_SIZE_MAX, Batching.ON).jobId(),
                    new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), place, disposition);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunEnd run(String lines, int rows, boolean last) {
        return run(SampleRows.terms(BATCH_SIZE_MAX, Batching.ON), lines, SampleRows.place(rows),
                new Disposition.Run(last), new CancelSignal());
    }

    CompletableFuture<RunEnd> begin(String lines, int rows, CancelSignal signal) {
        return CompletableFuture.supplyAsync(() -> run(SampleRows.terms(BATCH_SIZE_MAX, Batching.ON), lines,
                SampleRows.place(rows), new Disposition.Run(false), signal), task -> Thread.ofVirtual().start(task));
    }

    @Override
    public void close() {
        calls.close();
        router.close();
        telemetry.close();
    }

    /** An echo that fails for whom a poisoned row is in the call. */
    static Behaviour failingForPoison(StatusRuntimeException failure) {
        return (request, caller) -> (isPoisoned(request.message()) ? Behaviour.failing(failure) : Behaviour.echo()).answer(request, caller);
    }

    static boolean isPoisoned(ModelInferRequest request) {
        var numbers = request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (numbers.hasRemaining()) {
            if (numbers.get() == POISON) {
                return true;
            }
        }
        return false;
    }

    static StatusRuntimeException failure(ErrorCode code) {
        return GrpcErrors.toStatus(new ServiceException(code, "It is " + code.code() + "."), "id");
    }

    static ChunkOutput answered(RunEnd end) {
        return ((RunEnd.Answered) end).output();
    }

    /** Of each line its number, custom_id and error code or status. */
    static List<String> summary(byte[] lines) {
        return new String(lines, StandardCharsets.UTF_8).lines().map(line -> {
            try {
                var json = Json.parse(line.getBytes(StandardCharsets.UTF_8));
                String outcome = json.path("error").isNull() ? json.path("response").path("status_code").asText()
                        : json.path("error").path("code").asText();
                return json.path("id").asText().replaceAll(".*-", "") + " " + json.path("custom_id").asText() + " " + outcome;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }
}
