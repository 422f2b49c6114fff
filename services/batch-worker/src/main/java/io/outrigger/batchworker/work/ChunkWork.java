package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Disposition;
import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.job.GiveBack;
import io.outrigger.batchworker.rows.ChunkPlace;
import io.outrigger.batchworker.run.CancelSignal;
import io.outrigger.batchworker.run.ChunkOutput;
import io.outrigger.batchworker.run.ChunkRun;
import io.outrigger.batchworker.run.RowTerms;
import io.outrigger.batchworker.run.RunEnd;
import io.outrigger.batchworker.store.ChunkLines;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.batchworker.store.StoredChunk;
import io.outrigger.batchworker.store.StoredJob;
import io.outrigger.chassis.background.GroupedWrites;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.registry.Resolution;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one chunk that is leased: runs its rows, and says how that ended. */
final class ChunkWork {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkWork.class);
    /** What is read is not there any more, or not as it was. */
    private static final Set<ErrorCode> GONE = Set.of(ErrorCode.FILE_NOT_FOUND, ErrorCode.RANGE_NOT_SATISFIABLE);
    static final Duration REST_WHERE_NOBODY_ANSWERS = Duration.ofSeconds(1);
    private static final int COMPLETIONS_MAX = 10;

    private final JobShell shell;
    private final JobInputs inputs;
    private final ChunkOutputs outputs;
    private final PinnedModels models;
    private final ChunkRun run;
    private final GroupedWrites<ChunkEnd> ends;
    private final RequestRecorder recorder;

    ChunkWork(JobShell shell, JobInputs inputs, ChunkOutputs outputs, PinnedModels models, ChunkRun run, RequestRecorder recorder) {
        this.shell = shell;
        this.inputs = inputs;
        this.outputs = outputs;
        this.models = models;
        this.run = run;
        this.ends = new GroupedWrites<>(shell::completeAtOnce, end -> shell.complete(List.of(end)));
        this.recorder = recorder;
    }

    /** @throws ServiceException where nobody could be told how it ended */
    void work(JobShell.Leased leased, CancelSignal signal) {
        Effect.RunChunk lease = leased.lease();
        switch (run(leased.chunk(), lease, signal)) {
            case RunEnd.Answered(ChunkOutput output) -> complete(lease, output, signal);
            case RunEnd.GivenBack(GiveBack why) -> giveBack(lease, why);
            case RunEnd.Dropped dropped -> LOG.debug("somebody else has chunk {}", lease.chunk());
        }
    }

    private void giveBack(Effect.RunChunk lease, GiveBack why) {
        shell.happen(lease.chunk(), new Event.ChunkGivenBack(lease.token(), why));
    }

    private RunEnd run(StoredChunk chunk, Effect.RunChunk lease, CancelSignal signal) {
        try (ChunkSpan record = ChunkSpan.begin(recorder, chunk)) {
            return record.ended(switch (lease.disposition()) {
                case Disposition.Run rows -> run(chunk, rows, signal, record);
                case Disposition.Refuse refusal -> new RunEnd.Answered(refuse(chunk, refusal));
            });
        } catch (ServiceException | IOException away) {
            LOG.debug("chunk {} cannot be run now", lease.chunk(), away);
            boolean gone = away instanceof ServiceException failure && GONE.contains(failure.code());
            return new RunEnd.GivenBack(gone ? GiveBack.LOST : GiveBack.NOT_NOW);
        } catch (RuntimeException unexpected) {
            LOG.error("the run of chunk {} failed", lease.chunk(), unexpected);
            return new RunEnd.GivenBack(GiveBack.LOST); // whatever it is may come of the chunk
        }
    }

    private RunEnd run(StoredChunk chunk, Disposition.Run rows, CancelSignal signal, ChunkSpan record) throws IOException {
        chunk.job().job().stop().ifPresent(signal::jobStopped);
        try (InputStream lines = inputs.open(chunk.job(), chunk.place())) {
            return run.run(terms(chunk.job(), record), lines, chunk.place(), rows, signal);
        }
    }

    /** Where the input is gone the rows have their errors all the same, with nothing of what they were. */
    private ChunkOutput refuse(StoredChunk chunk, Disposition.Refuse refusal) throws IOException {
        try (InputStream lines = inputs.open(chunk.job(), chunk.place())) {
            return run.refuse(chunk.job().id(), lines, chunk.place(), refusal);
        } catch (ServiceException failure) {
            if (!GONE.contains(failure.code())) {
                throw failure;
            }
            byte[] blank = "\n".repeat(chunk.place().rows()).getBytes(StandardCharsets.US_ASCII);
            ChunkPlace place = chunk.place();
            return run.refuse(chunk.job().id(), new ByteArrayInputStream(blank),
                    new ChunkPlace(place.index(), 0, blank.length, place.firstLine(), place.rows(), place.duplicateLines()), refusal);
        }
    }

    private RowTerms terms(StoredJob job, ChunkSpan record) {
        JobModel model = job.terms().model();
        Resolution meant = models.pinned(model);
        return new RowTerms(job.id(), meant, model.version(), job.terms().tenant(), List.of(record.context()));
    }

    private void complete(Effect.RunChunk lease, ChunkOutput output, CancelSignal signal) {
        ChunkLines results;
        ChunkLines errors;
        try {
            boolean small = output.results().length + output.errors().length <= outputs.inDatabaseMax();
            results = outputs.keep(lease, "results", output.results(), small);
            errors = outputs.keep(lease, "errors", output.errors(), small);
        } catch (ServiceException away) {
            giveBack(lease, GiveBack.NOT_NOW);
            return;
        }
        var done = new Event.ChunkDone(lease.token(), output.completed(), output.failed(), results.bytes(), errors.bytes());
        complete(new ChunkEnd(lease.chunk(), done, results, errors), signal);
    }

    /** What was done once is not done again for a database that is away for a moment; said twice, it counts once. */
    private void complete(ChunkEnd end, CancelSignal signal) {
        for (int tries = 1; ; tries++) {
            try {
                ends.write(end);
                return;
            } catch (ServiceException away) {
                if (tries == COMPLETIONS_MAX) {
                    throw away;
                }
                signal.await(REST_WHERE_NOBODY_ANSWERS);
            }
        }
    }
}
