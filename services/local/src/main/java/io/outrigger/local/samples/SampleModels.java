package io.outrigger.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Tells the registry of every version in a model repository, and waits until the gateway serves them. */
public final class SampleModels implements AutoCloseable {
    private static final Duration SERVED_PATIENCE = Duration.ofSeconds(15);
    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);
    private static final String DATABASE_AWAY = "dependency_unavailable";
    private static final long LOOK_AGAIN_NS = Duration.ofMillis(20).toNanos();

    private final RestClient registry;
    private final RestClient gateway;

    /** @param adminToken one with the scope {@code models:write} */
    public SampleModels(String registryUrl, String gatewayUrl, String adminToken) {
        this.registry = RestClient.of(registryUrl).as(adminToken);
        this.gateway = registry.at(gatewayUrl);
    }

    /**
     * What became of a repository's versions.
     *
     * @param registered such as {@code sample-classifier v1 v2}, one a model
     * @param refused one sentence for each version that the registry did not take
     */
    public record Outcome(List<String> registered, List<String> refused) {
    }

    /**
     * Registers what is there. A version that cannot be had is the affair of its model, not of the platform: it is told and passed over.
     *
     * @param endpoint host:port of the server that has them loaded, for reading the tensors
     * @param notServed what that server refused: told already, and not tried
     */
    public Outcome register(Path repository, String endpoint, ServerRefusals notServed) {
        List<String> registered = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (ModelFolder model : ModelFolder.in(repository)) {
            List<Integer> taken = new ArrayList<>();
            for (int version : model.versions()) {
                if (notServed.include(model.name(), version)) {
                    continue;
                }
                RestAnswer answer = post(model.registration(version, endpoint));
                if (answer.succeeded()) {
                    taken.add(version);
                } else {
                    refused.add(model.name() + " v" + version + " is not registered: " + answer.message());
                }
            }
            if (!taken.isEmpty()) {
                awaitServed(model.name(), taken.getLast());
                registered.add(model.name() + taken.stream().map(version -> " v" + version).collect(Collectors.joining()));
            }
        }
        return new Outcome(registered, refused);
    }

    /** A version that is passed over would leave the alias {@code stable} to the next one, so a database that is slow is waited for. */
    private RestAnswer post(JsonNode registration) {
        long deadline = System.nanoTime() + REGISTRY_PATIENCE.toNanos();
        RestAnswer answer = answer(() -> registry.post("/v1/models", registration.toString()));
        while (DATABASE_AWAY.equals(answer.code())) {
            if (System.nanoTime() - deadline >= 0) {
                throw new StartException("The registry takes no models: " + answer.message());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            answer = answer(() -> registry.post("/v1/models", registration.toString()));
        }
        return answer;
    }

    /** The change takes a moment from the registry through the watches; whoever reads the banner shall not notice. */
    private void awaitServed(String model, int version) {
        String path = "/v2/models/" + model + "/versions/" + version + "/ready";
        long deadline = System.nanoTime() + SERVED_PATIENCE.toNanos();
        RestAnswer answer = answer(() -> gateway.get(path));
        while (!answer.succeeded()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new StartException(model + " v" + version + " is registered, but the gateway does not serve it: "
                        + answer.message());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            answer = answer(() -> gateway.get(path));
        }
    }

    private interface Call {
        RestAnswer run() throws IOException;
    }

    private static RestAnswer answer(Call call) {
        try {
            return call.run();
        } catch (IOException away) {
            throw new StartException(away.getMessage() + ".", away);
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
