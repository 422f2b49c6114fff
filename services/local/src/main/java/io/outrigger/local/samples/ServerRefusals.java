package io.outrigger.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestClient;
import io.outrigger.local.StartException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model server did not load, by its own index.
 *
 * @param all one entry for each version that lies in the repository and is not served
 */
public record ServerRefusals(List<Refusal> all) {

    /**
     * One version that is not served.
     *
     * @param version a number; empty where the whole model is refused
     * @param reason the server's
     */
    public record Refusal(String model, String version, String reason) {

        /** Model, version and reason, for the person at the terminal. */
        public String sentence() {
            return model + (version.isEmpty() ? "" : " v" + version) + " is not served: " + reason;
        }
    }

    public ServerRefusals {
        all = List.copyOf(all);
    }

    /** Asks a server over its REST port. */
    public static ServerRefusals of(String modelServerUrl) {
        List<Refusal> refusals = new ArrayList<>();
        try (RestClient server = RestClient.of(modelServerUrl)) {
            for (JsonNode entry : server.post("/v2/repository/index", "{}").json()) {
                if (entry.path("state").asText().equals("UNAVAILABLE")) {
                    refusals.add(new Refusal(entry.path("name").asText(), entry.path("version").asText(), entry.path("reason").asText()));
                }
            }
        } catch (IOException away) {
            throw new StartException(away.getMessage() + ".", away);
        }
        return new ServerRefusals(refusals);
    }

    /** Whether the version is among them. */
    boolean include(String model, int version) {
        return all.stream().anyMatch(refusal -> refusal.model().equals(model)
                && (refusal.version().isEmpty() || refusal.version().equals(Integer.toString(version))));
    }
}
