package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.orchestrator.batching.Batcher;
import io.outrigger.orchestrator.batching.LanePolicy;
import io.outrigger.orchestrator.batching.LaneView;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.relay.hop.OwnCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Puts the rows of inferences that may share a call of their fleet into one; all others go alone. Safe for several threads.
 *
 * <p>A batcher belongs to a fleet that the registry knows or that is {@code default}: their number is bounded by the registry's.
 */
public final class BatchingBackend implements Backend, AutoCloseable {

    private final FleetLinks fleets;
    private final Backend alone;
    private final SharedCalls shared;
    private final Function<Destination, Optional<Signature>> signatures;
    private final ToIntFunction<String> replicas;
    private final BatchingConfig config;
    private final BatchMetrics metrics;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timers = new ScheduledThreadPoolExecutor(1,
            task -> Thread.ofPlatform().name("batching-deadlines").daemon().unstarted(task), new ThreadPoolExecutor.DiscardPolicy());
    private final Map<String, FleetBatcher> batchers = new ConcurrentHashMap<>();

    /**
     * @param known whether a destination's model exists, as far as anybody here can tell
     * @param signatures what is registered of a model that a destination's fleet serves and whose requests may share calls; empty
     *     where nothing is
     * @param replicas servers of a fleet; 0 where nobody knows
     */
    public BatchingBackend(FleetLinks fleets, LatencyTable latencies, Predicate<Destination> known,
            Function<Destination, Optional<Signature>> signatures, ToIntFunction<String> replicas, BatchingConfig config,
            Telemetry telemetry) {
        this.nanoTime = telemetry.nanoTime();
        this.fleets = fleets;
        this.alone = new FleetBackend(fleets, latencies, known, nanoTime);
        this.shared = new SharedCalls(fleets, latencies, known, new OwnCalls(telemetry), nanoTime);
        this.signatures = signatures;
        this.replicas = replicas;
        this.config = config;
        this.metrics = new BatchMetrics(telemetry);
    }

    @Override
    public CompletableFuture<Answer> infer(Inference inference) {
        Destination destination = inference.destination();
        int rowsMax = config.on() ? signatures.apply(destination).map(Signature::maxBatchSize).orElse(0) : 0;
        if (rowsMax < 2 || inference.deadline().isExpired() || inference.caller().isCancelled()) {
            return alone.infer(inference);
        }
        RequestContext context = RequestContext.KEY.get(inference.caller());
        Optional<RowRequest> rows = context == null ? Optional.empty() : RowRequest.of(inference.request());
        if (rows.isEmpty() || rows.get().rows() > rowsMax) {
            return alone.infer(inference);
        }
        return batchers.computeIfAbsent(destination.fleet(), this::batcher)
                .infer(inference, rows.get(), LaneKind.laneOf(destination, context.routing(), rows.get().kind(), rowsMax));
    }

    private FleetBatcher batcher(String fleet) {
        InstanceQueries instances = new InstanceQueries(fleet, fleets, () -> replicas.applyAsInt(fleet), nanoTime);
        Batcher<Rider> batcher = new Batcher<>(config.queueLimits(), lane -> new LanePolicy(
                ((LaneKind) lane.kind()).rowsMax(), config.callBytesMax(), instances.known(lane.model()), config.slotsMax()));
        FleetBatcher made = new FleetBatcher(batcher, new RiderCalls(alone, shared), instances, metrics, timers, nanoTime);
        metrics.show(fleet, made::lanes);
        return made;
    }

    /** The lanes of each fleet, by its name. */
    public Map<String, List<LaneView>> lanes() {
        Map<String, List<LaneView>> lanes = new TreeMap<>();
        batchers.forEach((fleet, batcher) -> lanes.put(fleet, batcher.lanes()));
        return lanes;
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
