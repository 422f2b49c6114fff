package io.outrigger.modelserver.execution;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.batching.BatchWorkers;
import io.outrigger.modelserver.batching.WaitingRequest;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.InferenceRequest.RequestedOutput;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.Tensor;
import io.outrigger.modelserver.statistics.InferenceCounts;
import io.outrigger.modelserver.statistics.ModelLoad;
import io.outrigger.openinference.rows.JoinTrial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a model in memory: session, queue, workers and counts.
 *
 * <p>Closing lets those finish who are inside; a caller that comes too late is told by an empty answer of {@link #submit} and looks
 * the model up again.
 */
public final class LoadedVersion implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedVersion.class);

    private final ModelDefinition definition;
    private final long version;
    private final OnnxSession session;
    private final InferenceCounts counts;
    private final JoinTrial trial = new JoinTrial();
    private final BatchWorkers<InferenceJob> workers;
    private final InFlight inFlight = new InFlight();
    private final List<String> everyOutput;

    /** Takes the session over. */
    public LoadedVersion(ModelDefinition definition, long version, OnnxSession session, InferenceCounts counts, BufferPool buffers) {
        this.definition = definition;
        this.version = version;
        this.session = session;
        this.counts = counts;
        this.everyOutput = definition.outputs().stream().map(ModelTensor::name).toList();
        this.workers = new BatchWorkers<>(definition.name() + "-" + version, definition.workers(), definition.batching(),
                new BatchWork(definition.name() + " version " + version, new BatchRun(session, definition, buffers), counts, trial,
                        this::stopJoining));
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
        return new ModelLoad(definition.name(), version, waiting, Math.max(0, inFlight.inside() - waiting),
                trial.isEnded() || definition.config().hasDynamicBatching() && !definition.batching().joining());
    }

    /** What people should know about how its requests are run; empty where there is nothing to say. */
    public String note() {
        Stream<String> shown = trial.isEnded() ? Stream.of("requests are joined no more: " + trial.reason()) : Stream.of();
        return Stream.concat(shown, definition.notes().stream()).collect(Collectors.joining("; "));
    }

    private void stopJoining(String reason) {
        if (trial.end(reason)) {
            LOG.warn("{} version {}: {}", definition.name(), version, note());
            workers.stopJoining();
        }
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
        var job = new InferenceJob(request, asked(request), lane(request), rows, now,
                callerFirst ? ErrorCode.DEADLINE_PASSED : ErrorCode.QUEUE_TIMEOUT, counts, inFlight);
        var waiting = new WaitingRequest<>(job, job.lane(), rows, request.bytes(), now, callerFirst ? callerDeadlineNanos : queueDeadline);
        try {
            workers.submit(waiting);
        } catch (BatchWorkers.QueueFullException e) {
            counts.failed(System.nanoTime() - now);
            inFlight.leave();
            throw new ServiceException(ErrorCode.QUEUE_FULL, RequestCheck.prefix(request.id()) + "Exceeds maximum queue size");
        }
        return Optional.of(new PendingInference(this, job, waiting, workers, callerDeadlineNanos));
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
}
