package io.outrigger.gateway;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.keys.KeyOrToken;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.server.Composition;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.documentation.DocumentationRoutes;
import io.outrigger.gateway.access.CallerEdge;
import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.gateway.capture.CaptureRoutes;
import io.outrigger.gateway.capture.Captures;
import io.outrigger.gateway.files.FileRoutes;
import io.outrigger.gateway.grants.GrantsClient;
import io.outrigger.gateway.grants.GrantsView;
import io.outrigger.gateway.health.HealthRoute;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.inference.InferRoute;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.gateway.jobs.BatchesRoutes;
import io.outrigger.gateway.jobs.EventsRoute;
import io.outrigger.gateway.jobs.JobGate;
import io.outrigger.gateway.jobs.JobRoutes;
import io.outrigger.gateway.jobs.JobService;
import io.outrigger.gateway.jobs.JobsConfig;
import io.outrigger.gateway.jobs.LinesRoutes;
import io.outrigger.gateway.jobs.RecentJobs;
import io.outrigger.gateway.jobs.WorkerLink;
import io.outrigger.gateway.keys.GrantedKeys;
import io.outrigger.gateway.keys.KeyRoutes;
import io.outrigger.gateway.limits.LimitRoutes;
import io.outrigger.gateway.limits.QuotaEdge;
import io.outrigger.gateway.limits.RateLimiter;
import io.outrigger.gateway.protocol.CheckedInference;
import io.outrigger.gateway.protocol.GrpcQueries;
import io.outrigger.gateway.protocol.InferRoutes;
import io.outrigger.gateway.protocol.ModelQueryRoutes;
import io.outrigger.gateway.protocol.RepositoryRoutes;
import io.outrigger.gateway.protocol.ServerInfo;
import io.outrigger.gateway.status.GatewayStatusRoutes;
import io.outrigger.gateway.status.StatusBoard;
import io.outrigger.gateway.status.StatusPageRoutes;
import io.outrigger.gateway.traffic.TrafficMeters;
import io.outrigger.intake.Intake;
import io.outrigger.intake.picture.Pictures;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.service.RelayService;
import io.outrigger.relay.service.StreamRelay;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The api-gateway, put together. It is ready when the registry has been read and the router is reachable. */
public final class GatewayServer {

    static final String NAME = "api-gateway";

    /** Streams outlive the age of their connection by so much: an upload of the largest file over a slow line. */
    private static final Duration STREAM_TIME_MAX = Duration.ofHours(24);

    private GatewayServer() {
    }

    public static ServiceServer start(GatewayConfig config) {
        return ServiceServer.start(config.server(), Telemetry.atTheEdge(NAME, config.server().tracing()),
                service -> compose(config, service));
    }

    private static void compose(GatewayConfig config, Composition service) {
        long messageBytesMax = config.server().messageBytesMax();
        Telemetry telemetry = service.telemetry();
        ManagedChannel registryChannel = service.owns(
                Channels.toService(config.registry(), messageBytesMax, telemetry), ManagedChannel::shutdownNow);
        RegistryView registry = service.owns(RegistryView.watch(registryChannel).measuredBy(telemetry));
        HopLink router = service.owns(new HopLink("model-router", config.router(), messageBytesMax, telemetry));
        Supplier<Optional<String>> notReady = () -> registry.notReadyReason().or(router::reasonNotReachable);
        GrantsView grants = service.owns(GrantsView.follow(registryChannel));
        ModelGate gate = new ModelGate(registry, router, config.requestTimeout(), telemetry.nanoTime());
        WorkerLink worker = service.owns(new WorkerLink(config.jobs(), messageBytesMax, telemetry));
        Captures captures = service.owns(Captures.start(
                config.capture(), config.json().classesMax(), worker.channel(), telemetry.meters(), telemetry.clock()));
        CheckedInference inference = new CheckedInference(gate, captures);
        CallerEdge callers = new CallerEdge();
        RateLimiter limiter = service.owns(RateLimiter.start(config.limits(), telemetry.meters(), telemetry.nanoTime()));
        QuotaEdge quotas = new QuotaEdge(config.limits(), limiter, grants, GatewayAccess::isInference);
        service.ignoringRoutingHeaders()
                .access(GatewayAccess.TABLE, new KeyOrToken(new JwtVerifier(config.jwt(), telemetry.clock()), config.keys(),
                        service.owns(GrantedKeys.of(grants, registryChannel)), telemetry.clock()))
                .cors(config.cors())
                .rest(routing -> routing.addFilter(quotas).addFilter(callers))
                .rest(new InferRoute(gate, new Intake(new Pictures(config.pictures())), config.json(), captures))
                .rest(new InferRoutes(gate, config.json(), captures))
                .rest(new ModelQueryRoutes(gate, notReady))
                .rest(new RepositoryRoutes(gate))
                .rest(new HealthRoute(registry::loaded, () -> router.reasonNotReachable().isEmpty()))
                .rest(DocumentationRoutes.of(GatewayServer.class, GatewayAccess.TABLE))
                .grpc(new RelayService(ServerInfo.NAME, ServerInfo.version(), () -> notReady.get().isEmpty()).definition(
                        inference, new StreamRelay(inference, telemetry, config.streamMessagesMax()), new GrpcQueries(gate)::of))
                .intercept(quotas)
                .intercept(callers)
                .callTimeMax(STREAM_TIME_MAX)
                .readiness("registry", registry::notReadyReason)
                .readiness("grants", grants::notReadyReason)
                .readiness("limits", limiter::notReadyReason)
                .readiness("model-router", router::reasonNotReachable);
        composeJobs(config, service, worker);
        composeStatus(config, service, registry, worker);
        composeGrants(config, service, grants);
    }

    private static void composeGrants(GatewayConfig config, Composition service, GrantsView grants) {
        HopLink link = service.owns(new HopLink(
                "metadata-service", config.registry(), config.server().messageBytesMax(), service.telemetry()));
        GrantsClient registry = new GrantsClient(link, grants);
        service.rest(new KeyRoutes(registry, config.keys(), service.telemetry().clock())).rest(new LimitRoutes(registry));
    }

    /** The page, and what it shows; none of it is needed for the gateway to be ready. */
    private static void composeStatus(GatewayConfig config, Composition service, RegistryView registry, WorkerLink worker) {
        LongSupplier nanoTime = service.telemetry().nanoTime();
        StatusBoard board = service.owns(new StatusBoard(config.status(), registry,
                new TrafficMeters(service.telemetry().requests()::inferences, nanoTime), new RecentJobs(worker)));
        GatewayStatusRoutes routes = new GatewayStatusRoutes(board, config.status(), config.jobs().eventsKeepAlive(), nanoTime);
        service.frontPage(StatusPageRoutes.front()).rest(new StatusPageRoutes()).rest(routes).beforeDraining(routes::stop);
    }

    /** Jobs, without which the gateway is ready all the same. */
    private static void composeJobs(GatewayConfig config, Composition service, WorkerLink worker) {
        JobsConfig settings = config.jobs();
        Telemetry telemetry = service.telemetry();
        JobGate jobs = new JobGate(worker);
        EventsRoute events = new EventsRoute(jobs, worker, settings.eventsKeepAlive(), telemetry.nanoTime());
        JobService grpc = new JobService(worker);
        service.rest(new JobRoutes(jobs, config.json().bodyBytesMax()))
                .rest(new LinesRoutes(jobs, worker))
                .rest(events)
                .rest(new BatchesRoutes(jobs))
                .rest(new CaptureRoutes(worker))
                .rest(new FileRoutes(worker, settings.fileBytesMax()))
                .streamsBody("POST", FileRoutes.UPLOAD_PATH, FileRoutes.uploadBytesMax(settings.fileBytesMax()))
                .grpc(grpc.definition())
                .beforeDraining(events::stop)
                .beforeDraining(grpc::stop);
    }
}
