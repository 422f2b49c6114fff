package io.outrigger.gateway;

import io.grpc.ManagedChannel;
import io.outrigger.chassis.security.JwtVerifier;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.gateway.access.GrpcAccess;
import io.outrigger.gateway.access.RestAccess;
import io.outrigger.gateway.documentation.DocumentationRoutes;
import io.outrigger.gateway.health.HealthRoute;
import io.outrigger.gateway.inference.InferRoute;
import io.outrigger.gateway.inference.Intake;
import io.outrigger.gateway.inference.RouterLink;
import io.outrigger.gateway.openinference.CheckedInference;
import io.outrigger.gateway.openinference.GrpcQueries;
import io.outrigger.gateway.openinference.InferRoutes;
import io.outrigger.gateway.openinference.ModelRoutes;
import io.outrigger.gateway.openinference.RepositoryRoutes;
import io.outrigger.gateway.openinference.ServerInfo;
import io.outrigger.gateway.picture.Pictures;
import io.outrigger.registryview.RegistryView;
import io.outrigger.relay.hop.Channels;
import io.outrigger.relay.service.RelayService;
import io.outrigger.relay.service.StreamRelay;
import java.util.Optional;

/** The api-gateway, put together and running. It is ready when the registry has been read and the router is reachable. */
public final class GatewayServer implements AutoCloseable {

    static final String NAME = "api-gateway";

    private final Telemetry telemetry;
    private final ManagedChannel registryChannel;
    private final RegistryView registry;
    private final RouterLink router;
    private final ServiceServer server;

    public GatewayServer(GatewayConfig config) {
        long messageBytesMax = config.server().messageBytesMax();
        telemetry = Telemetry.atTheEdge(NAME, config.server().otlpEndpoint());
        registryChannel = Channels.toService(config.registry(), messageBytesMax, telemetry);
        registry = RegistryView.watch(registryChannel);
        router = new RouterLink(config.router(), messageBytesMax, telemetry);
        try {
            server = start(config);
        } catch (RuntimeException failed) {
            closeClients();
            throw failed;
        }
    }

    private ServiceServer start(GatewayConfig config) {
        JwtVerifier tokens = new JwtVerifier(config.jwt(), telemetry.clock());
        Intake intake = new Intake(registry, router, config.requestTimeout());
        CheckedInference inference = new CheckedInference(intake);
        RestAccess access = new RestAccess(tokens);
        return ServiceServer.builder(NAME, config.server(), telemetry)
                .ignoringRoutingHeaders()
                .rest(routing -> routing.addFilter(access))
                .rest(new InferRoute(intake, new Pictures(config.pictures()), config.json()))
                .rest(new InferRoutes(intake, config.json()))
                .rest(new ModelRoutes(intake, this::reasonNotReady))
                .rest(new RepositoryRoutes(intake))
                .rest(new HealthRoute(registry::loaded, () -> router.reasonNotReachable().isEmpty()))
                .rest(new DocumentationRoutes())
                .grpc(new RelayService(ServerInfo.NAME, ServerInfo.version(), () -> reasonNotReady().isEmpty()).definition(
                        inference, new StreamRelay(inference, telemetry, config.streamMessagesMax()), new GrpcQueries(intake)::of))
                .intercept(new GrpcAccess(tokens))
                .readiness("registry", registry::notReadyReason)
                .readiness("model-router", router::reasonNotReachable)
                .start();
    }

    public int restPort() {
        return server.restPort();
    }

    public int grpcPort() {
        return server.grpcPort();
    }

    public int managementPort() {
        return server.managementPort();
    }

    private Optional<String> reasonNotReady() {
        return registry.notReadyReason().or(router::reasonNotReachable);
    }

    /** Serves what is in flight to its end, then lets go of registry and router. */
    @Override
    public void close() {
        server.close();
        closeClients();
    }

    private void closeClients() {
        registry.close();
        registryChannel.shutdownNow();
        router.close();
        telemetry.close();
    }
}
