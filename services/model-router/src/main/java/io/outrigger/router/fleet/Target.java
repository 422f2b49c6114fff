package io.outrigger.router.fleet;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version of one model on one fleet: its health, its latency, and the requests that are on their way to it. */
public final class Target {

    private static final Logger LOG = LoggerFactory.getLogger(Target.class);
    /** What a request in flight costs on a target whose latency nobody knows: more than any that is known. */
    private static final double UNKNOWN_NANOS = 1e9;
    /** A target that no request came for in so long may be any, and is looked at now and then. */
    private static final long LATELY_NANOS = Duration.ofMinutes(1).toNanos();
    /** What every request would write is written this often. */
    private static final long NOTED_NANOS = Duration.ofSeconds(1).toNanos();

    private final String fleet;
    private final String model;
    private final long version;
    private final String digest;
    private final String servedAs;
    private final FleetHealth health;
    private final PeakEwma latency;
    private final LongSupplier nanoTime;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile OptionalLong askedForAtNanos = OptionalLong.empty();
    private volatile long lastProbe;

    /**
     * @param digest the registered artifact's; empty where none is registered
     * @param servedAs number and name that the fleet knows it by, as a header has them; empty where they are its own
     */
    Target(String fleet, String model, long version, String digest, String servedAs, FleetConfig config, LongSupplier nanoTime) {
        this.fleet = fleet;
        this.model = model;
        this.version = version;
        this.digest = digest;
        this.servedAs = servedAs;
        this.health = new FleetHealth(config.failuresMax());
        this.latency = new PeakEwma(config.latencyDecay().toNanos());
        this.nanoTime = nanoTime;
    }

    public String fleet() {
        return fleet;
    }

    public String model() {
        return model;
    }

    public long version() {
        return version;
    }

    String digest() {
        return digest;
    }

    /** Whether it is what the registry says of its version now, which is another one after a restore from an older copy. */
    boolean isOf(Version registered) {
        return digest.equals(registered.artifactSha256().orElse(""))
                && servedAs.equals(registered.servedAs().map(ServedAs::text).orElse(""));
    }

    String servedAs() {
        return servedAs;
    }

    /** A request has come for which this target could be chosen. */
    void askedFor() {
        long now = nanoTime.getAsLong();
        OptionalLong before = askedForAtNanos;
        if (before.isEmpty() || now - before.getAsLong() > NOTED_NANOS) {
            askedForAtNanos = OptionalLong.of(now);
        }
    }

    boolean isAskedForLately() {
        OptionalLong asked = askedForAtNanos;
        return asked.isPresent() && nanoTime.getAsLong() - asked.getAsLong() < LATELY_NANOS;
    }

    /** The number of the probe that is made now. */
    void probed(long number) {
        lastProbe = number;
    }

    /** The number of its last probe; 0 before the first. */
    long lastProbe() {
        return lastProbe;
    }

    /** A request is on its way; one of the other methods must say what became of it. */
    public void begun() {
        inFlight.incrementAndGet();
    }

    public void answered(long latencyNanos) {
        inFlight.decrementAndGet();
        latency.observe(latencyNanos, nanoTime.getAsLong());
        isReady();
    }

    /** The request failed in the fleet, by the orchestrator's account. */
    public void failed(ServiceException failure) {
        inFlight.decrementAndGet();
        observed(failure.code(), failure.getMessage());
    }

    /** The request came to an end that says nothing about the fleet. */
    public void abandoned() {
        inFlight.decrementAndGet();
    }

    void isReady() {
        if (health.succeeded()) {
            LOG.info("fleet {} serves {} {} again", fleet, model, VersionNumber.text(version));
        }
    }

    void isNotReady() {
        logIfDown(health.notReady("The model server says that " + words() + " is not ready."));
    }

    void observed(ErrorCode code, String sentence) {
        boolean changed = health.failed(code, sentence);
        logIfDown(changed && !health.isUp());
    }

    boolean up() {
        return health.isUp();
    }

    int inFlight() {
        return inFlight.get();
    }

    /** What the next request would cost here, in no particular unit; the smaller the better. */
    double cost() {
        int waiting = inFlight.get();
        return latency.isKnown() ? latency.averageNanos(nanoTime.getAsLong()) * (waiting + 1) : UNKNOWN_NANOS * waiting;
    }

    /** The refusal of a request that is not even tried. */
    ServiceException refusal() {
        FleetHealth.Failure last = health.lastFailure()
                .orElse(new FleetHealth.Failure(ErrorCode.BACKEND_UNAVAILABLE, words() + " is down."));
        boolean telling = last.code() == ErrorCode.MODEL_NOT_READY || last.code() == ErrorCode.ARTIFACT_MISMATCH;
        ErrorCode code = telling ? last.code() : ErrorCode.BACKEND_UNAVAILABLE;
        return new ServiceException(code, last.sentence());
    }

    /** What is known about it now. */
    public View view() {
        return new View(fleet, model, VersionNumber.text(version), health.isUp(),
                latency.averageNanos(nanoTime.getAsLong()) / 1e6, inFlight.get(), health.lastFailure().map(FleetHealth.Failure::sentence));
    }

    /** A target at one moment. */
    public record View(
            String fleet, String model, String version, boolean up, double latencyMsMean, int inFlight, Optional<String> lastFailure) {
    }

    private void logIfDown(boolean wentDown) {
        if (wentDown) {
            LOG.warn("fleet {} is down for {} {}: {}", fleet, model, VersionNumber.text(version),
                    health.lastFailure().map(FleetHealth.Failure::sentence).orElse("no reason given"));
        }
    }

    private String words() {
        return "model " + Quote.of(model) + " " + VersionNumber.text(version) + " on fleet " + Quote.of(fleet);
    }
}
