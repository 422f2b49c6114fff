package io.outrigger.metadata.versions;

import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.servedAt;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.StandInModelServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A token for some models makes no fleets: not by an endpoint either, which nobody calls for it and of which it learns nothing. */
class EndpointRightsIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1).with("SIGNATURE_TIMEOUT", "700ms");

    private final Rest everyModel = registry.rest();
    private final Rest oneModel = everyModel.as(registry.token("models:read models:write", List.of("mine")));

    @Test
    void whateverListensThereTheAnswerIsTheSameAndNobodyIsCalled() throws Exception {
        var calls = new AtomicInteger();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> calls.incrementAndGet());
        http.start();
        try (var modelServer = new StandInModelServer()) {
            Map<String, String> endpoints = new LinkedHashMap<>();
            endpoints.put("nothing", "127.0.0.1:" + FreePort.next());
            endpoints.put("an HTTP server", "127.0.0.1:" + http.getAddress().getPort());
            endpoints.put("a model server", modelServer.address());
            endpoints.put("a name that nobody has", "nobody.invalid:8001");
            int fleets = everyModel.get("/v1/fleets").json().path("fleets").size();

            endpoints.forEach((what, endpoint) -> {
                RestAnswer read = oneModel.post("/v1/models", servedAt(endpoint, "mine", "v1"));
                assertThat(read.status()).as("%s: %s", what, read).isEqualTo(403);
                assertThat(read.message()).as(what)
                        .isEqualTo("Field 'endpoint' names a server that no fleet of the registry has, and fleets "
                        + "are made with a token for every model; this one is limited to some. Name one of the fleets.");
                RestAnswer described = oneModel.post("/v1/models", """
                        {"name":"mine","version":"v1","framework":"onnx","endpoint":"%s","signature":{"max_batch_size":0,
                         "inputs":[{"name":"x","datatype":"FP32","shape":[4]}],"outputs":[{"name":"y","datatype":"FP32","shape":[2]}]}}"""
                        .formatted(endpoint));
                assertThat(described.message()).as("%s, with a signature", what).isEqualTo(read.message());
            });

            assertThat(everyModel.get("/v1/fleets").json().path("fleets").size()).isEqualTo(fleets);
            assertThat(everyModel.get("/v1/models/mine").status()).isEqualTo(404);
            assertThat(calls).hasValue(0);
        } finally {
            http.stop(0);
        }
    }

    @Test
    void theEndpointOfAFleetThatIsThereIsEverybodys() throws Exception {
        try (var modelServer = new StandInModelServer()) {
            everyModel.put("/v1/fleets/shared", fleet(modelServer.address()));
            Rest digits = everyModel.as(registry.token("models:read models:write", List.of("digits")));

            RestAnswer registered = digits.post("/v1/models", servedAt(modelServer.address(), "digits", "v1"));

            assertThat(registered.status()).as("%s", registered).isEqualTo(201);
            assertThat(registered.json().path("fleets").toString()).isEqualTo("""
                    ["shared"]""");
            assertThat(digits.post("/v1/models", servedAt(modelServer.address(), "digits", "v1")).status()).isEqualTo(200);
        }
    }
}
