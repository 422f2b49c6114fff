package io.outrigger.router.fleet;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.openinference.control.ControlMethods;
import io.outrigger.openinference.control.ModelQuery;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelReadyResponse;
import io.outrigger.registry.VersionNumber;
import io.outrigger.relay.hop.CallFailure;
import io.outrigger.relay.hop.HopFailures;
import io.outrigger.relay.hop.UnaryCall;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks targets whether they are ready, again and again, through the orchestrator; {@link ProbePlan} says which.
 *
 * <p>One thread goes round; it waits for no answer, but lets only so many probes be under way. A target whose last probe is
 * still unanswered is left out of a round. Rounds begin at uneven times, so that several routers do not ask in step.
 */
public final class FleetProbes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FleetProbes.class);
    private static final int PROBES_MAX = 64;
    private static final double JITTER = 0.2;

    private final FleetConfig config;
    private final Targets targets;
    private final ProbePlan plan = new ProbePlan();
    private final Channel orchestrator;
    private final Semaphore places = new Semaphore(PROBES_MAX);
    private final Set<Target> underWay = ConcurrentHashMap.newKeySet();
    private final BackgroundLoop rounds;

    private FleetProbes(FleetConfig config, Targets targets, Channel orchestrator) {
        this.config = config;
        this.targets = targets;
        this.orchestrator = orchestrator;
        this.rounds = BackgroundLoop.start("asking fleets for their state", Backoff.constant(config.probeInterval()), this::goRound);
    }

    public static FleetProbes start(FleetConfig config, Targets targets, Channel orchestrator) {
        return new FleetProbes(config, targets, orchestrator);
    }

    @Override
    public void close() {
        rounds.close();
    }

    private Optional<Duration> goRound() throws InterruptedException {
        for (Target target : plan.next(targets.all())) {
            if (underWay.add(target)) {
                places.acquire();
                probe(target);
            }
        }
        double factor = 1 + JITTER * (ThreadLocalRandom.current().nextDouble() - 0.5);
        return Optional.of(Duration.ofNanos((long) (config.probeInterval().toNanos() * factor)));
    }

    private void probe(Target target) {
        String version = VersionNumber.text(target.version());
        RoutingHeaders headers = RoutingHeaders.NONE.withModel(target.model()).withVersion(version).withFleet(target.fleet())
                .withDigest(target.digest()).withServedAs(target.servedAs());
        CallOptions options = CallOptions.DEFAULT
                .withOption(RoutingHeaders.CALL_OPTION, headers)
                .withDeadlineAfter(config.probeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        UnaryCall.start(orchestrator, ControlMethods.MODEL_READY, options, new ModelQuery(target.model(), "").toMessage())
                .whenComplete((answer, thrown) -> {
                    underWay.remove(target);
                    places.release();
                    if (thrown == null) {
                        heard(target, answer);
                    } else {
                        heardOfFailure(target, HopFailures.explain(CallFailure.of(thrown), "inference-orchestrator", false));
                    }
                });
    }

    private static void heard(Target target, WireMessage answer) {
        try {
            if (answer.parse(ModelReadyResponse.parser()).getReady()) {
                target.isReady();
            } else {
                target.isNotReady();
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("fleet {} answered ModelReady with something unreadable", target.fleet());
        }
    }

    /** A probe that got no answer in time is bad news about the fleet; what happened to the orchestrator is none. */
    private void heardOfFailure(Target target, ServiceException failure) {
        if (failure.code() == ErrorCode.DEADLINE_PASSED) {
            target.observed(ErrorCode.BACKEND_UNAVAILABLE, "Fleet " + Quote.of(target.fleet()) + " did not say within "
                    + config.probeTimeout().toMillis() + " ms whether it is ready.");
        } else {
            target.observed(failure.code(), failure.getMessage());
        }
    }
}
