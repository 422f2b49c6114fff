package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.batching.BatchWorkers;
import io.outrigger.modelserver.batching.Waiting;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.InferenceRequest.RequestedOutput;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.runtime.TensorSpec;
import io.outrigger.modelserver.statistics.InferenceCounts;
import io.outrigger.modelserver.statistics.ModelLoad;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a model in memory: session, queue, workers and counts.
 *
 * <p>A batch that the runtime refuses is run again request by request, so a bad row fails its caller alone. Closing lets those
 * finish who are inside; a caller that comes too late is told by an empty answer of {@link #submit} and looks the model up again.
 */
public final class LoadedVersion implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedVersion.class);

    private final ModelDefinition definition;
    private final long version;
    private final OnnxSession session;
    private final InferenceCounts counts;
    private final BatchRun batchRun;
    private final BatchWorkers<InferenceJob> workers;
    private final InFlight inFlight = new InFlight();
    private final List<String> everyOutput;

    /** Takes the session over. */
    public LoadedVersion(ModelDefinition definition, long version, OnnxSession session, InferenceCounts counts, BufferPool buffers) {
        this.definition = definition;
        this.version = version;
        this.session = session;
        this.counts = counts;
        this.batchRun = new BatchRun(session, definition, buffers);
        this.everyOutput = definition.outputs().stream().map(TensorSpec::name).toList();
        this.workers = new BatchWorkers<>(definition.name() + "-" + version, definition.workers(), definition.batching(), new Work());
    }

    public ModelDefinition definition() {
        return definition;
    }

    public long version() {
        return version;
    }

    public InferenceCounts counts() {
        return counts;
    }

    /** What it has to do at the moment. */
    public ModelLoad load() {
        long waiting = workers.waiting();
        return new ModelLoad(definition.name(), version, waiting, Math.max(0, inFlight.inside() - waiting));
    }

    /**
     * Checks a request and puts it into the queue. From then on this version releases it; until then the caller does.
     *
     * @param callerDeadlineNanos when the caller stops waiting, on System.nanoTime; Long.MAX_VALUE for never
     * @return empty when this version is being closed
     */
    public Optional<PendingInference> submit(InferenceRequest request, long callerDeadlineNanos) {
        int rows = RequestCheck.rows(definition, request);
        if (!inFlight.enter()) {
            return Optional.empty();
        }
        long now = System.nanoTime();
        long queueDeadline = queueDeadline(request, now);
        boolean callerFirst = callerDeadlineNanos != Long.MAX_VALUE
                && (queueDeadline == Long.MAX_VALUE || callerDeadlineNanos - queueDeadline < 0);
        var job = new InferenceJob(request, asked(request), rows, now,
                callerFirst ? ErrorCode.DEADLINE_PASSED : ErrorCode.QUEUE_TIMEOUT, counts, inFlight);
        var waiting = new Waiting<>(job, lane(request), rows, request.bytes(), now, callerFirst ? callerDeadlineNanos : queueDeadline);
        try {
            workers.submit(waiting);
        } catch (BatchWorkers.QueueFullException e) {
            counts.failed(System.nanoTime() - now);
            inFlight.leave();
            throw new ServiceException(ErrorCode.QUEUE_FULL, RequestCheck.prefix(request.id()) + "Exceeds maximum queue size");
        }
        return Optional.of(new PendingInference(this, job, waiting, workers));
    }

    private long queueDeadline(InferenceRequest request, long now) {
        long micros = definition.timeout().map(timeout -> timeout.toNanos() / 1_000).orElse(Long.MAX_VALUE);
        if (definition.callersTimeout() && request.timeoutMicros().orElse(0) > 0) {
            micros = Math.min(micros, request.timeoutMicros().getAsLong());
        }
        return micros > Long.MAX_VALUE / 4_000 ? Long.MAX_VALUE : now + micros * 1_000;
    }

    private List<String> asked(InferenceRequest request) {
        return request.outputs().isEmpty() ? everyOutput : request.outputs().stream().map(RequestedOutput::name).toList();
    }

    /** The shapes of one row of each input: requests in which they are equal can stand in one tensor. */
    private static Object lane(InferenceRequest request) {
        Map<String, List<Long>> shapes = new HashMap<>();
        for (Tensor input : request.inputs()) {
            shapes.put(input.name(), Arrays.stream(input.shape()).skip(1).boxed().toList());
        }
        return shapes;
    }

    /** Waits for the requests inside, then frees everything. */
    @Override
    public void close() {
        inFlight.shutAndDrain();
        workers.close();
        session.close();
    }

    private final class Work implements BatchWorkers.Work<InferenceJob> {

        @Override
        public void run(List<Waiting<InferenceJob>> batch) {
            long started = System.nanoTime();
            List<InferenceJob> jobs = batch.stream().map(Waiting::item).toList();
            if (!attempt(jobs, started, batch.size() == 1)) {
                jobs.forEach(job -> attempt(List.of(job), started, true));
            }
        }

        @Override
        public void expired(Waiting<InferenceJob> request) {
            request.item().failOverdue();
        }

        /** Runs the requests together; false where the runtime refused them and nobody was told yet. */
        private boolean attempt(List<InferenceJob> jobs, long started, boolean last) {
            BatchRun.Outcome outcome;
            try {
                outcome = batchRun.run(jobs);
            } catch (RuntimeFailure | RuntimeException | OutOfMemoryError e) {
                if (last) {
                    jobs.forEach(job -> job.fail(failure(job, e)));
                }
                return last;
            }
            counts.executed(jobs.stream().mapToInt(InferenceJob::rows).sum(), outcome.timings(), System.currentTimeMillis());
            for (int i = 0; i < jobs.size(); i++) {
                jobs.get(i).succeed(outcome.answers().get(i), started, outcome.timings());
            }
            return true;
        }

        private ServiceException failure(InferenceJob job, Throwable thrown) {
            String prefix = RequestCheck.prefix(job.request().id());
            if (thrown instanceof RuntimeFailure refusal) {
                return new ServiceException(refusal.isInputFault() ? ErrorCode.MODEL_REJECTED_INPUT : ErrorCode.BACKEND_FAILED,
                        prefix + "onnx runtime error: " + refusal.getMessage(), thrown);
            }
            LOG.error("{} version {} failed on a request", definition.name(), version, thrown);
            return new ServiceException(ErrorCode.BACKEND_FAILED, prefix + "the model failed on this request", thrown);
        }
    }
}
