package io.outrigger.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.Map;

/**
 * Writes what the Argo Rollouts controller writes while a canary is under way, into the objects that are its own: the hashes of the pods
 * into the subsets, the weights and the managed routes into the delegate.
 */
final class RolloutsHand {
    static final String HASH = "rollouts-pod-template-hash";

    private final IstioConfiguration configuration;
    private final String name;

    /** @param name of the Rollout */
    RolloutsHand(IstioConfiguration configuration, String name) {
        this.configuration = configuration;
        this.name = name;
    }

    /** A canary has pods. */
    RolloutsHand hashes(String stable, String canary) {
        Manifest rule = configuration.get("DestinationRule", name + "-subsets");
        Map<String, String> hashes = Map.of("stable", stable, "canary", canary);
        for (JsonNode subset : rule.spec().path("subsets")) {
            ((ObjectNode) subset).withObject("/labels").put(HASH, hashes.get(subset.path("name").asText()));
        }
        configuration.put(rule);
        return this;
    }

    /** setWeight. */
    RolloutsHand weight(int canary) {
        Manifest delegate = configuration.get("VirtualService", name + "-grpc");
        for (JsonNode route : delegate.spec().path("http")) {
            for (JsonNode destination : route.path("route")) {
                boolean toCanary = destination.path("destination").path("subset").asText().equals("canary");
                ((ObjectNode) destination).put("weight", toCanary ? canary : 100 - canary);
            }
        }
        configuration.put(delegate);
        return this;
    }

    /** setMirrorRoute: all that the delegate gets goes to the canary too, whose answers are thrown away. */
    RolloutsHand mirror(int percent) {
        Manifest delegate = configuration.get("VirtualService", name + "-grpc");
        ArrayNode routes = (ArrayNode) delegate.spec().path("http");
        ObjectNode route = routes.path(0).deepCopy();
        JsonNode canary = route.path("route").path(1).path("destination").deepCopy();
        route.put("name", name + "-shadow").putArray("match").addObject().putObject("method").put("exact", "POST");
        route.set("mirror", canary);
        route.putObject("mirrorPercentage").put("value", percent);
        routes.insert(0, route);
        configuration.put(delegate);
        return this;
    }

    /** setHeaderRoute. */
    RolloutsHand header(String header, String regex) {
        Manifest delegate = configuration.get("VirtualService", name + "-grpc");
        ArrayNode routes = (ArrayNode) delegate.spec().path("http");
        ObjectNode route = routes.path(0).deepCopy();
        route.put("name", name + "-sticky").putArray("match").addObject().putObject("headers").putObject(header).put("regex", regex);
        ((ArrayNode) route.path("route")).remove(0);
        ((ObjectNode) route.path("route").path(0)).put("weight", 100);
        routes.insert(0, route);
        configuration.put(delegate);
        return this;
    }

    /** The canary is over. */
    RolloutsHand withoutManagedRoutes() {
        Manifest delegate = configuration.get("VirtualService", name + "-grpc");
        ArrayNode routes = (ArrayNode) delegate.spec().path("http");
        routes.removeIf(route -> !route.path("name").asText().equals("primary"));
        configuration.put(delegate);
        return this;
    }
}
