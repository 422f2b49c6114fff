package io.outrigger.modelserver.statistics;

import io.outrigger.proto.inference.InferBatchStatistics;
import io.outrigger.proto.inference.InferStatistics;
import io.outrigger.proto.inference.ModelStatistics;
import io.outrigger.proto.inference.StatisticDuration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of one version of a model.
 *
 * <p>A request that was answered counts as a success with the whole duration of the batch that it was in, as Triton counts; an
 * execution is a call of the runtime that gave an answer, an inference is a row of it.
 */
public final class InferenceCounts {

    /** One moment's values, for readers that want them without protobuf. */
    public record Totals(long success, long fail, long inferences, long executions, long requestNanos, long queueNanos, long inputNanos,
            long inferNanos, long outputNanos, long trials, long differences) {

        static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(success + other.success, fail + other.fail, inferences + other.inferences, executions + other.executions,
                    requestNanos + other.requestNanos, queueNanos + other.queueNanos, inputNanos + other.inputNanos,
                    inferNanos + other.inferNanos, outputNanos + other.outputNanos, trials + other.trials,
                    differences + other.differences);
        }
    }

    private static final class Batch {
        private long executions;
        private long inputNanos;
        private long inferNanos;
        private long outputNanos;
    }

    private final Map<Integer, Batch> batches = new TreeMap<>();
    private long success;
    private long successNanos;
    private long fail;
    private long failNanos;
    private long queueNanos;
    private long inputNanos;
    private long inferNanos;
    private long outputNanos;
    private long inferences;
    private long executions;
    private long lastInferenceMillis;
    private long trials;
    private long differences;

    /** One call of the runtime that gave answers. */
    public synchronized void executed(int rows, Timings timings, long nowMillis) {
        Batch batch = batches.computeIfAbsent(rows, size -> new Batch());
        batch.executions++;
        batch.inputNanos += timings.input();
        batch.inferNanos += timings.infer();
        batch.outputNanos += timings.output();
        executions++;
        inferences += rows;
        lastInferenceMillis = Math.max(lastInferenceMillis, nowMillis);
    }

    /** One request that was answered. */
    public synchronized void succeeded(long totalNanos, long waitedNanos, Timings timings) {
        success++;
        successNanos += totalNanos;
        queueNanos += waitedNanos;
        inputNanos += timings.input();
        inferNanos += timings.infer();
        outputNanos += timings.output();
    }

    /** One request that had come to the queue and got no answer. */
    public synchronized void failed(long totalNanos) {
        fail++;
        failNanos += totalNanos;
    }

    /** One batch that was run as a whole and request by request. */
    public synchronized void compared(boolean equal) {
        trials++;
        differences += equal ? 0 : 1;
    }

    public synchronized Totals totals() {
        return new Totals(success, fail, inferences, executions, successNanos, queueNanos, inputNanos, inferNanos,
                outputNanos, trials, differences);
    }

    /** The protocol's answer about this version. */
    public synchronized ModelStatistics statistics(String model, long version) {
        var statistics = ModelStatistics.newBuilder()
                .setName(model)
                .setVersion(Long.toString(version))
                .setLastInference(lastInferenceMillis)
                .setInferenceCount(inferences)
                .setExecutionCount(executions)
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(duration(success, successNanos))
                        .setFail(duration(fail, failNanos))
                        .setQueue(duration(success, queueNanos))
                        .setComputeInput(duration(success, inputNanos))
                        .setComputeInfer(duration(success, inferNanos))
                        .setComputeOutput(duration(success, outputNanos))
                        .setCacheHit(duration(0, 0))
                        .setCacheMiss(duration(0, 0)));
        batches.forEach((rows, batch) -> statistics.addBatchStats(InferBatchStatistics.newBuilder()
                .setBatchSize(rows)
                .setComputeInput(duration(batch.executions, batch.inputNanos))
                .setComputeInfer(duration(batch.executions, batch.inferNanos))
                .setComputeOutput(duration(batch.executions, batch.outputNanos))));
        return statistics.build();
    }

    private static StatisticDuration duration(long count, long nanos) {
        return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
    }
}
