package io.outrigger.registryview;

import io.grpc.ManagedChannel;
import io.grpc.stub.BlockingClientCall;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registry.Resolution;
import io.outrigger.relay.hop.WatchLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live copy of the registry: one Watch stream, opened again whenever it breaks, and the last snapshot to read meanwhile.
 *
 * <p>One thread writes; every method may be called from any thread, and none blocks but
 * {@link #awaitLoaded}, {@link #close}, and those that are about to say that something is unknown.
 *
 * <p>Before anything is called unknown the copy is made sure to be as new as the registry was when the question came, so whoever
 * has been told by the registry that a thing is registered finds it here. That costs the registry one small question for any
 * number of callers, at most one in {@link RegistryViewConfig#looksInterval}, and the caller at most {@link
 * RegistryViewConfig#currentPatience}, never past its deadline. While the registry is away the copy answers as it is.
 */
public final class RegistryView implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryView.class);
    /** What a copy that is behind the registry says of things that exist. */
    private static final Set<ErrorCode> UNKNOWN = Set.of(
            ErrorCode.MODEL_NOT_FOUND, ErrorCode.VERSION_NOT_FOUND, ErrorCode.ALIAS_NOT_FOUND, ErrorCode.FLEET_NOT_FOUND);

    private final ManagedChannel channel;
    private final RegistryViewConfig config;
    private final Clock clock;
    private final ViewState state = new ViewState();
    private final List<Consumer<RegistrySnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstSnapshot = new CountDownLatch(1);
    private final Catchup catchup;
    private final Acknowledger acknowledger;
    private final WatchLoop<WatchResponse> watcher;

    private volatile RegistrySnapshot snapshot = RegistrySnapshot.EMPTY;
    private volatile boolean loaded;
    private volatile Instant lastContact;

    private RegistryView(ManagedChannel channel, RegistryViewConfig config, Clock clock) {
        this.channel = channel;
        this.config = config;
        this.clock = clock;
        this.catchup = new Catchup(channel, config);
        this.acknowledger = new Acknowledger(channel);
        this.watcher = WatchLoop.start("the registry", config.backoff(), config.silenceMax(), channel, this::open, this::apply);
    }

    /** Starts to watch the registry behind a channel; the channel stays its owner's to close, after the view. */
    public static RegistryView watch(ManagedChannel channel) {
        return watch(channel, RegistryViewConfig.DEFAULT, Clock.systemUTC());
    }

    public static RegistryView watch(ManagedChannel channel, RegistryViewConfig config, Clock clock) {
        return new RegistryView(channel, config, clock);
    }

    /** Shows which revision is known here, and whether more is heard of the registry. */
    public RegistryView measuredBy(Telemetry telemetry) {
        telemetry.show("registry_view_revision", "Revision of the registry that is known here", () -> snapshot.revision());
        telemetry.show("registry_view_connected", "1 while the registry is heard of, 0 while its last copy has to do",
                () -> isConnected() ? 1 : 0);
        return this;
    }

    private boolean isConnected() {
        Instant heard = lastContact;
        return heard != null && heard.plus(config.silenceMax()).isAfter(clock.instant());
    }

    /** The newest whole copy; empty until {@link #loaded}. */
    public RegistrySnapshot snapshot() {
        return snapshot;
    }

    /** Whether the registry has been read once. It stays true while the registry is away. */
    public boolean loaded() {
        return loaded;
    }

    /**
     * {@link RegistrySnapshot#resolve} on a copy that is new enough to say so where it says that something is unknown;
     * DEPENDENCY_UNAVAILABLE while there is no copy.
     */
    public Resolution resolve(String modelName, String requested) {
        return ask(copy -> copy.resolve(modelName, requested));
    }

    /**
     * Puts a question to the newest copy; where that throws that something is unknown, again once the copy is current.
     *
     * @throws ServiceException DEPENDENCY_UNAVAILABLE while there is no copy, or where it is known to lack what the registry has
     */
    public <T> T ask(Function<RegistrySnapshot, T> question) {
        if (!loaded) {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "The model registry has not been reached yet.")
                    .retryAfter(config.backoffMax());
        }
        try {
            return question.apply(snapshot);
        } catch (ServiceException unknown) {
            if (!UNKNOWN.contains(unknown.code())) {
                throw unknown;
            }
        }
        Currency currency = catchup.await();
        try {
            return question.apply(snapshot);
        } catch (ServiceException unknown) {
            if (!UNKNOWN.contains(unknown.code())) {
                throw unknown;
            }
            throw switch (currency) {
                case CURRENT -> unknown;
                case BEHIND -> new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, unknown.getMessage()
                        + " The registry has changes that have not arrived here yet.").retryAfter(config.backoffMax());
                case UNKNOWN -> new ServiceException(unknown.code(), unknown.getMessage()
                        + " The registry cannot be reached at the moment, so this is what was known before.");
            };
        }
    }

    /** The copy with everything that was written before this call, as far as it comes in time; for who would act on what is missing. */
    public RegistrySnapshot current() {
        catchup.await();
        return snapshot;
    }

    /** Why a service that lives by this view is not ready; empty once it is. */
    public Optional<String> notReadyReason() {
        return loaded ? Optional.empty() : Optional.of("the model registry has not been reached yet");
    }

    /** When the registry was last heard of; empty before the first time. */
    public Optional<Instant> lastContact() {
        return Optional.ofNullable(lastContact);
    }

    /**
     * Calls back with every new copy, and with the present one if there is any. The callback runs on the watching thread, so
     * it is short; copies come in order, the first one perhaps twice.
     */
    public void onChange(Consumer<RegistrySnapshot> listener) {
        listeners.add(listener);
        if (loaded) {
            tell(listener, snapshot);
        }
    }

    /** Waits for the first copy; false when it did not come in time. */
    public boolean awaitLoaded(Duration patience) throws InterruptedException {
        return firstSnapshot.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        catchup.close();
        watcher.close();
    }

    private BlockingClientCall<?, WatchResponse> open() {
        WatchRequest request = state.nextRequest().toBuilder().setWatcherId(acknowledger.watcherId()).build();
        return RegistryServiceGrpc.newBlockingV2Stub(channel).watch(request);
    }

    private void apply(WatchResponse event) {
        lastContact = clock.instant();
        publish(state.apply(event));
    }

    private void publish(boolean changed) {
        snapshot = state.snapshot();
        if (changed) {
            loaded = true;
            firstSnapshot.countDown();
            listeners.forEach(listener -> tell(listener, snapshot));
        }
        catchup.advanced(state.registryId(), snapshot.revision());
        if (loaded) {
            acknowledger.reached(snapshot.revision());
        }
    }

    private static void tell(Consumer<RegistrySnapshot> listener, RegistrySnapshot snapshot) {
        try {
            listener.accept(snapshot);
        } catch (RuntimeException e) {
            LOG.error("a listener to the registry failed", e);
        }
    }
}
