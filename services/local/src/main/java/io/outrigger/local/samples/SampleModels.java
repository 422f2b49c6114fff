package io.outrigger.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.local.StartException;
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
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final String registryUrl;
    private final String gatewayUrl;
    private final RestClient client;

    /** @param adminToken one with the scope {@code models:write} */
    public SampleModels(String registryUrl, String gatewayUrl, String adminToken) {
        this.registryUrl = registryUrl;
        this.gatewayUrl = gatewayUrl;
        this.client = new RestClient(adminToken);
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
                RestClient.Answer answer = post(model.registration(version, endpoint));
                if (answer.status() == OK || answer.status() == CREATED) {
                    taken.add(version);
                } else {
                    refused.add(model.name() + " v" + version + " is not registered: " + answer.sentence());
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
    private RestClient.Answer post(JsonNode registration) {
        long deadline = System.nanoTime() + REGISTRY_PATIENCE.toNanos();
        RestClient.Answer answer = client.post(registryUrl + "/v1/models", registration);
        while (DATABASE_AWAY.equals(answer.body().path("code").asText())) {
            if (System.nanoTime() - deadline >= 0) {
                throw new StartException("The registry takes no models: " + answer.sentence());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            answer = client.post(registryUrl + "/v1/models", registration);
        }
        return answer;
    }

    /** The change takes a moment from the registry through the watches; whoever reads the banner shall not notice. */
    private void awaitServed(String model, int version) {
        String url = gatewayUrl + "/v2/models/" + model + "/versions/" + version + "/ready";
        long deadline = System.nanoTime() + SERVED_PATIENCE.toNanos();
        RestClient.Answer answer = client.get(url);
        while (answer.status() != OK) {
            if (System.nanoTime() - deadline >= 0) {
                throw new StartException(model + " v" + version + " is registered, but the gateway does not serve it: "
                        + answer.sentence());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
            answer = client.get(url);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
