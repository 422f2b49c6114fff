package io.outrigger.gateway.status;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Context;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.json.Json;
import io.outrigger.gateway.jobs.RecentJobs;
import io.outrigger.gateway.status.StatusDocument.Batches;
import io.outrigger.gateway.status.StatusDocument.Gateway;
import io.outrigger.gateway.status.StatusDocument.Jobs;
import io.outrigger.gateway.traffic.TrafficMeters;
import io.outrigger.gateway.traffic.TrafficWindow;
import io.outrigger.registryview.RegistryView;
import java.time.Duration;
import java.util.List;

/**
 * The status, made at most once a turn for all who may see the same. Meters are read every turn, whoever looks, so that who comes is told
 * rates at once; everything else is asked for when somebody looks. Safe for several threads.
 */
public final class StatusBoard implements AutoCloseable {

    private static final int VIEWERS_MAX = 128;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private final RegistryView registry;
    private final TrafficMeters meters;
    private final RecentJobs jobs;
    private final LanesLink lanes;
    private final Cache<Viewer, View> views = Caffeine.newBuilder().maximumSize(VIEWERS_MAX).expireAfterAccess(FORGOTTEN_AFTER).build();
    private final Object shared = new Object();
    private final TurnClock turns = new TurnClock();
    private final BackgroundLoop loop;
    private ModelsView models;
    private long modelsTurn = -1;

    public StatusBoard(StatusConfig config, RegistryView registry, TrafficMeters meters, RecentJobs jobs) {
        this.registry = registry;
        this.meters = meters;
        this.jobs = jobs;
        this.lanes = new LanesLink(config.orchestrator());
        this.loop = BackgroundLoop.every("the status of the platform", config.interval(), this::turn);
    }

    private void turn() {
        meters.read();
        turns.next();
    }

    TurnClock turns() {
        return turns;
    }

    /** The status as JSON, as it is this turn; made in the caller's context, which is asked about jobs. */
    byte[] json(Viewer viewer) {
        return views.get(viewer, View::new).json();
    }

    private ModelsView models(long turn) {
        synchronized (shared) {
            if (modelsTurn != turn) {
                models = ModelsView.of(registry.snapshot(), meters.window(), lanes.ask());
                modelsTurn = turn;
            }
            return models;
        }
    }

    @Override
    public void close() {
        loop.close();
        lanes.close();
    }

    /** What all of one kind of viewers see. */
    private final class View {

        private final Viewer viewer;
        private byte[] json;
        private long turn = -1;

        private View(Viewer viewer) {
            this.viewer = viewer;
        }

        private synchronized byte[] json() {
            long now = turns.now();
            if (turn == now) {
                return json;
            }
            byte[] made = Json.bytes(document(models(now)));
            if (!Context.current().isCancelled()) { // who has gone has not heard of jobs, which the others may
                json = made;
                turn = now;
            }
            return made;
        }

        private StatusDocument document(ModelsView of) {
            return new StatusDocument(TrafficWindow.RATES.toSeconds(), TrafficWindow.LATENCY.toSeconds(),
                    viewer.seesModels() ? of.of(viewer) : null,
                    viewer.seesModels() ? new Batches(of.lanes().told(), Json.unless("", of.lanes().silence())) : null,
                    viewer.seesJobs() ? recentJobs() : null,
                    viewer.administers() ? new Gateway(of.traffic().of(of.traffic().known())) : null);
        }

        private Jobs recentJobs() {
            try {
                RecentJobs.Listing listing = jobs.list();
                return new Jobs(true, null, listing.openLeftOut(), listing.jobs());
            } catch (ServiceException away) {
                return new Jobs(false, away.getMessage(), false, List.of());
            }
        }
    }
}
