package io.outrigger.gateway.testing;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.gateway.GatewayConfig;
import io.outrigger.gateway.GatewayServer;
import io.outrigger.registry.FleetMapping;
import io.outrigger.registry.ModelMapping;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.StandInRegistry;
import io.outrigger.testing.StandInServer;
import io.outrigger.testing.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several gateways before one registry and one router, which answers every inference. */
public final class ManyGateways implements AutoCloseable {

    private final Tokens tokens = new Tokens();
    private final StandInRegistry registry = StandInRegistry.start();
    private final StandInServer router = StandInServer.start().behave(new Sevens());
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<ServiceServer> gateways = new ArrayList<>();

    /** @param own settings of each beside those that it needs */
    public ManyGateways(int number, Map<String, String> own) {
        Models.FLEETS.forEach(fleet -> registry.put(FleetMapping.toProto(fleet)));
        List.of(Models.sampleClassifier(), Models.plain()).forEach(model -> registry.put(ModelMapping.toProto(model)));
        for (int i = 0; i < number; i++) {
            gateways.add(start(own));
        }
        for (int i = 0; i < number; i++) {
            int gateway = i;
            Eventually.isTrue(() -> send(gateway, request(gateway, "/v2/health/ready").build()).statusCode() == 200);
        }
    }

    private ServiceServer start(Map<String, String> own) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "BIND_HOST", "127.0.0.1", "PORT", "0", "GRPC_PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0s", "DRAIN_TIMEOUT", "1s",
                "ROUTER_GRPC", "127.0.0.1:" + router.port(), "REGISTRY_GRPC", "127.0.0.1:" + registry.port(),
                "API_KEYS_SECRET", "a secret of these tests"));
        environment.putAll(Map.of(
                "JWT_ISSUER", Tokens.ISSUER, "JWT_AUDIENCE", Tokens.AUDIENCE, "JWT_JWKS", tokens.keyFile().toString()));
        environment.putAll(own);
        Settings settings = new Settings(environment);
        GatewayConfig config = GatewayConfig.from(settings);
        settings.check();
        return GatewayServer.start(config);
    }

    public Tokens tokens() {
        return tokens;
    }

    public StandInRegistry registry() {
        return registry;
    }

    public StandInServer router() {
        return router;
    }

    public HttpRequest.Builder request(int gateway, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateways.get(gateway).restPort() + path));
    }

    public HttpResponse<String> send(int gateway, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("gateway " + gateway, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a gateway measures. */
    public String metrics(int gateway) {
        return send(gateway, HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateways.get(gateway).managementPort() + "/metrics")).build()).body();
    }

    @Override
    public void close() {
        gateways.forEach(ServiceServer::close);
        router.close();
        registry.close();
        http.close();
    }
}
