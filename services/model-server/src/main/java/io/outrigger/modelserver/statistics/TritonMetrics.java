package io.outrigger.modelserver.statistics;

import io.outrigger.modelserver.statistics.CountsLedger.Key;
import io.outrigger.modelserver.statistics.InferenceCounts.Totals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The counts as Prometheus metrics under the names of a Triton server.
 *
 * <p>They are written as untyped, for a counter would get {@code _total} at its end and Triton's have none.
 */
public final class TritonMetrics implements MultiCollector {

    private enum Metric {
        SUCCESS("nv_inference_request_success", "Number of successful inference requests, all batch sizes", Totals::success),
        FAILURE("nv_inference_request_failure", "Number of failed inference requests, all batch sizes", Totals::fail),
        INFERENCES("nv_inference_count", "Number of inferences performed (rows)", Totals::inferences),
        EXECUTIONS("nv_inference_exec_count", "Number of model executions performed", Totals::executions),
        REQUEST("nv_inference_request_duration_us", "Cumulative inference request duration in microseconds", t -> t.requestNanos() / 1_000),
        QUEUE("nv_inference_queue_duration_us", "Cumulative inference queuing duration in microseconds", t -> t.queueNanos() / 1_000),
        INPUT("nv_inference_compute_input_duration_us", "Cumulative compute input duration in microseconds", t -> t.inputNanos() / 1_000),
        INFER("nv_inference_compute_infer_duration_us", "Cumulative compute inference duration in microseconds",
                t -> t.inferNanos() / 1_000),
        OUTPUT("nv_inference_compute_output_duration_us", "Cumulative inference compute output duration in microseconds",
                t -> t.outputNanos() / 1_000),
        TRIALS("model_server_joined_batches_compared", "Joined batches that were run request by request as well, to compare the answers",
                Totals::trials),
        DIFFERENCES("model_server_joined_batches_differed", "Those of them whose answers were not those of each request alone",
                Totals::differences);

        private final String name;
        private final String help;
        private final ToLongFunction<Totals> value;

        Metric(String name, String help, ToLongFunction<Totals> value) {
            this.name = name;
            this.help = help;
            this.value = value;
        }
    }

    private final CountsLedger ledger;
    private final LongSupplier received;
    private final Supplier<List<ModelLoad>> loads;

    /**
     * @param received inference requests that came, refused ones included
     * @param loads    what every version that is served has to do
     */
    public TritonMetrics(CountsLedger ledger, LongSupplier received, Supplier<List<ModelLoad>> loads) {
        this.ledger = ledger;
        this.received = received;
        this.loads = loads;
    }

    @Override
    public MetricSnapshots collect() {
        Map<Metric, List<UnknownDataPointSnapshot>> points = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            points.put(metric, new ArrayList<>());
        }
        ledger.forEach((key, totals) -> points.forEach((metric, list) -> list.add(point(key, metric.value.applyAsLong(totals)))));
        var snapshots = MetricSnapshots.builder();
        points.forEach((metric, list) -> {
            var snapshot = UnknownSnapshot.builder().name(metric.name).help(metric.help);
            list.forEach(snapshot::dataPoint);
            snapshots.metricSnapshot(snapshot.build());
        });
        List<ModelLoad> now = loads.get();
        snapshots.metricSnapshot(gauge("nv_inference_pending_request_count", "Instantaneous number of pending requests awaiting execution",
                now, ModelLoad::waiting));
        snapshots.metricSnapshot(gauge("model_server_requests_running", "Requests that a worker has taken up", now, ModelLoad::running));
        snapshots.metricSnapshot(gauge("model_server_joining_ended",
                "1 where dynamic_batching is configured and requests are not joined, by what the file says or since a batch was answered "
                        + "otherwise than each of its requests alone", now,
                load -> load.apart() ? 1 : 0));
        snapshots.metricSnapshot(CounterSnapshot.builder()
                .name("model_server_requests_received")
                .help("Inference requests that came, those included that were refused before they were queued")
                .dataPoint(CounterDataPointSnapshot.builder().value(received.getAsLong()).build())
                .build());
        return snapshots.build();
    }

    private static GaugeSnapshot gauge(String name, String help, List<ModelLoad> loads, ToLongFunction<ModelLoad> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        loads.forEach(load -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("model", load.model(), "version", Long.toString(load.version())))
                .value(value.applyAsLong(load))
                .build()));
        return gauge.build();
    }

    private static UnknownDataPointSnapshot point(Key key, long value) {
        return UnknownDataPointSnapshot.builder()
                .labels(Labels.of("model", key.model(), "version", Long.toString(key.version())))
                .value(value)
                .build();
    }
}
