package io.outrigger.local.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
        try (RestClient client = new RestClient("")) {
            List<Refusal> refusals = new ArrayList<>();
            for (JsonNode entry : client.post(modelServerUrl + "/v2/repository/index", JsonNodeFactory.instance.objectNode()).body()) {
                if (entry.path("state").asText().equals("UNAVAILABLE")) {
                    refusals.add(new Refusal(entry.path("name").asText(), entry.path("version").asText(), entry.path("reason").asText()));
                }
            }
            return new ServerRefusals(refusals);
        }
    }

    /** Whether the version is among them. */
    boolean include(String model, int version) {
        return all.stream().anyMatch(refusal -> refusal.model().equals(model)
                && (refusal.version().isEmpty() || refusal.version().equals(Integer.toString(version))));
    }
}
