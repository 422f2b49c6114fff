package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.manifests.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Knows when all Envoys have what istiod has been told. It puts a mark, an EnvoyFilter that adds a cluster and a virtual host, in the same
 * file. istiod sends clusters, then listeners, then routes, so who has the mark in all its routes has everything; who calls nobody has no
 * routes of its own, and there the mark is in the listeners.
 */
final class PushBarrier {
    private final IstioConfiguration configuration;
    private int number;

    PushBarrier(IstioConfiguration configuration) {
        this.configuration = configuration;
    }

    /** Writes the configuration and returns when all of these Envoys have taken it. */
    void push(Collection<Envoy> envoys) {
        String mark = "push-" + ++number;
        configuration.put(Manifest.parse("""
                apiVersion: networking.istio.io/v1alpha3
                kind: EnvoyFilter
                metadata:
                  name: push-barrier
                  namespace: istio-system
                spec:
                  configPatches:
                    - applyTo: CLUSTER
                      patch: {operation: ADD, value: {name: %1$s, type: STATIC, connect_timeout: 1s}}
                    - applyTo: VIRTUAL_HOST
                      patch: {operation: ADD, value: {name: %1$s, domains: ["%1$s.test"]}}
                """.formatted(mark)).getFirst());
        configuration.write();
        for (Envoy envoy : envoys) {
            Eventually.passes(() -> assertThat(missing(envoy.configuration(), mark)).as("%s", envoy.pod().name()).isEmpty());
        }
    }

    /** What the Envoy has not taken yet, or has refused and says why. */
    private static List<String> missing(JsonNode dump, String mark) {
        JsonNode clusters = section(dump, "ClustersConfigDump");
        JsonNode listeners = section(dump, "ListenersConfigDump");
        JsonNode routes = section(dump, "RoutesConfigDump");
        List<String> missing = new ArrayList<>();
        if (!has(clusters.path("dynamic_active_clusters"), "cluster", mark)) {
            missing.add("clusters of " + mark);
        }
        if (routes.path("dynamic_route_configs").isEmpty() && push(listeners) < push(clusters)) {
            missing.add("listeners " + listeners.path("version_info") + " of " + clusters.path("version_info"));
        }
        for (JsonNode listener : listeners.path("dynamic_listeners")) {
            if (listener.has("error_state")) {
                missing.add("a listener that was refused: " + listener.path("error_state").path("details").asText());
            } else if (listener.has("warming_state")) {
                missing.add("the listener " + listener.path("name").asText() + ", which waits for something");
            }
        }
        for (JsonNode route : routes.path("dynamic_route_configs")) {
            JsonNode config = route.path("route_config");
            boolean marked = false;
            for (JsonNode host : config.path("virtual_hosts")) {
                marked |= host.path("name").asText().equals(mark);
            }
            if (!marked) {
                missing.add("routes " + config.path("name").asText());
            }
        }
        return missing;
    }

    private static boolean has(JsonNode entries, String kind, String name) {
        for (JsonNode entry : entries) {
            if (entry.path(kind).path("name").asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The number at the end of istiod's versions. */
    private static long push(JsonNode section) {
        String version = section.path("version_info").asText();
        return version.contains("/") ? Long.parseLong(version.substring(version.lastIndexOf('/') + 1)) : -1;
    }

    private static JsonNode section(JsonNode dump, String type) {
        for (JsonNode section : dump.path("configs")) {
            if (section.path("@type").asText().endsWith("." + type)) {
                return section;
            }
        }
        return MissingNode.getInstance();
    }
}
