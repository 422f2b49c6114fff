package io.outrigger.orchestrator.backend;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.openinference.control.ControlMethods;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.orchestrator.batching.ModelInstances;
import io.outrigger.orchestrator.fleet.FleetLinks;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelConfigResponse;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.relay.hop.UnaryCall;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a fleet how many instances of its models a server of it runs, and takes the time of the answer for the length of the way.
 *
 * <p>It asks in the background while a model is used, first often and then every {@value #PAUSE_MAX_SECONDS} s, since configurations change
 * when servers load. Models beyond {@value #MODELS_MAX} are not asked about. Safe for several threads.
 */
final class InstanceQueries {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceQueries.class);
    private static final int MODELS_MAX = 1_024;
    private static final long INSTANCES_MAX = 1 << 20;
    private static final int PAUSE_MAX_SECONDS = 10;
    private static final long PAUSE_MIN_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PAUSE_MAX_NANOS = Duration.ofSeconds(PAUSE_MAX_SECONDS).toNanos();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** A longer way counts by this much, a shorter one at once: what else the machines do only ever adds. */
    private static final double WEIGHT_OF_LONGER = 0.125;

    private final String fleet;
    private final FleetLinks fleets;
    private final IntSupplier replicas;
    private final LongSupplier nanoTime;
    private final Map<String, Asked> models = new ConcurrentHashMap<>();

    /** @param replicas servers behind the fleet's address; 0 where nobody knows */
    InstanceQueries(String fleet, FleetLinks fleets, IntSupplier replicas, LongSupplier nanoTime) {
        this.fleet = fleet;
        this.fleets = fleets;
        this.replicas = replicas;
        this.nanoTime = nanoTime;
    }

    /** What has been heard of one model. */
    private static final class Asked {
        private final AtomicBoolean underWay = new AtomicBoolean();
        private volatile long dueNanos;
        private volatile ModelInstances instances = ModelInstances.UNKNOWN;
        private long pauseNanos = PAUSE_MIN_NANOS;
        private boolean connected;

        Asked(long now) {
            dueNanos = now;
        }
    }

    /** What was said last of a model, by the name of its lanes. */
    ModelInstances known(String model) {
        Asked asked = models.get(model);
        return asked == null ? ModelInstances.UNKNOWN : asked.instances;
    }

    /** Asks where it is time to; {@code told} hears what was answered. */
    void refresh(String model, Destination destination, RoutingHeaders headers, Consumer<ModelInstances> told) {
        long now = nanoTime.getAsLong();
        Asked asked = models.get(model);
        if (asked == null) {
            if (models.size() >= MODELS_MAX) {
                return;
            }
            asked = models.computeIfAbsent(model, first -> new Asked(now));
        }
        if (now - asked.dueNanos >= 0 && asked.underWay.compareAndSet(false, true)) {
            Asked due = asked;
            Thread.startVirtualThread(() -> ask(due, destination, headers, told)); // and so in no caller's context
        }
    }

    private void ask(Asked asked, Destination destination, RoutingHeaders headers, Consumer<ModelInstances> told) {
        long started = nanoTime.getAsLong();
        CallOptions options = CallOptions.DEFAULT.withOption(RoutingHeaders.CALL_OPTION, headers)
                .withDeadlineAfter(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        WireMessage query = new ModelQuery(destination.modelOnTheWire(), destination.versionOnTheWire()).toMessage();
        try {
            WireMessage answer = fleets.call(
                    fleet, channel -> UnaryCall.start(channel, ControlMethods.MODEL_CONFIG, options, query)).join();
            long took = nanoTime.getAsLong() - started;
            asked.instances = instances(answer.parse(ModelConfigResponse.parser()).getConfig(),
                    asked.connected ? roundTrip(asked.instances.roundTripNanos(), took) : 0);
            asked.connected = true;
            told.accept(asked.instances);
        } catch (RuntimeException | InvalidProtocolBufferException failure) {
            LOG.debug("{} did not say how many instances it has: {}", destination.words(), failure.getMessage());
        } finally {
            asked.dueNanos = nanoTime.getAsLong() + asked.pauseNanos;
            asked.pauseNanos = Math.min(PAUSE_MAX_NANOS, 2 * asked.pauseNanos);
            asked.underWay.set(false);
        }
    }

    private static long roundTrip(long before, long took) {
        return before == 0 || took < before ? took : before + (long) (WEIGHT_OF_LONGER * (took - before));
    }

    private ModelInstances instances(ModelConfig config, long roundTripNanos) {
        int servers = replicas.getAsInt();
        long ofOneServer = ofOneServer(config);
        long all = Math.min(Math.max(1, servers) * Math.max(1, ofOneServer), INSTANCES_MAX);
        return new ModelInstances((int) all, servers > 0 && ofOneServer > 0, roundTripNanos);
    }

    /** Instances that one server runs: so many of each group, on each of the group's GPUs; 0 where it does not say. */
    static long ofOneServer(ModelConfig config) {
        return config.getInstanceGroupList().stream().filter(group -> !group.getPassive())
                .mapToLong(group -> Math.clamp(group.getCount(), 1, INSTANCES_MAX) * gpus(group)).sum();
    }

    private static long gpus(ModelInstanceGroup group) {
        return group.getKind() == ModelInstanceGroup.Kind.KIND_GPU ? Math.max(1, group.getGpusCount()) : 1;
    }
}
