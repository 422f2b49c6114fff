package io.outrigger.delivery.policy;

import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.stream.Stream;

/** How calls are spread over instances, how many there may be, and when an instance is left out. */
public final class DestinationPolicies {

    private DestinationPolicies() {
    }

    public static List<Policy> all() {
        return List.of(
                new Policy("every Rollout has one DestinationRule with limits", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rules(manifests, host(rollout)).filter(rule -> rule.spec().has("trafficPolicy")).count() != 1)
                        .map(rollout -> rollout + " has not exactly one DestinationRule with a trafficPolicy: Istio takes one of several")
                        .toList()),
                new Policy("the least busy instance is called", manifests -> limited(manifests)
                        .filter(rule -> !rule.at("/spec/trafficPolicy/loadBalancer/simple").asText().equals("LEAST_REQUEST"))
                        .map(rule -> rule + " must balance by LEAST_REQUEST").toList()),
                new Policy("connections and calls have limits", manifests -> limited(manifests)
                        .filter(rule -> Stream.of("tcp/maxConnections", "tcp/connectTimeout", "http/http1MaxPendingRequests",
                        "http/http2MaxRequests")
                                .anyMatch(limit -> rule.at("/spec/trafficPolicy/connectionPool/" + limit).isMissingNode()))
                        .map(rule -> rule + " lacks a limit, and Istio has none of its own").toList()),
                new Policy("a bad instance is left out, never all of them", manifests -> limited(manifests)
                        .filter(rule -> rule.at("/spec/trafficPolicy/outlierDetection/maxEjectionPercent").asInt() < 50
                                || rule.at("/spec/trafficPolicy/outlierDetection/maxEjectionPercent").asInt() > 99
                                || rule.at("/spec/trafficPolicy/outlierDetection/minHealthPercent").asInt() < 50)
                        .map(rule -> rule + ": below maxEjectionPercent 50 none of two is ejected; minHealthPercent 50 keeps traffic going")
                        .toList()),
                new Policy("retries have a budget", manifests -> limited(manifests)
                        .filter(rule -> !rule.at("/spec/trafficPolicy/retryBudget").has("percent"))
                        .map(rule -> rule + " has no retryBudget").toList()),
                new Policy("REST stays HTTP/1.1", manifests -> limited(manifests)
                        .filter(rule -> reachedByRest(manifests, rule.at("/spec/host").asText()))
                        .filter(rule -> !rule.at("/spec/trafficPolicy/connectionPool/http/h2UpgradePolicy").asText()
                        .equals("DO_NOT_UPGRADE"))
                        .map(rule -> rule + ": Envoy may not speak HTTP/2 to Helidon").toList()),
                new Policy("nothing turns mutual TLS off", manifests -> manifests.of("DestinationRule")
                        .filter(rule -> Manifest.having(rule.spec(), "tls").findAny().isPresent())
                        .map(rule -> rule + " sets TLS by itself").toList()));
    }

    private static Stream<Manifest> limited(Manifests manifests) {
        return manifests.of("DestinationRule").filter(rule -> rule.spec().has("trafficPolicy"));
    }

    private static Stream<Manifest> rules(Manifests manifests, String host) {
        return manifests.of("DestinationRule").filter(rule -> rule.at("/spec/host").asText().equals(host));
    }

    private static String host(Manifest rollout) {
        return rollout.name() + "." + rollout.namespace() + ".svc.cluster.local";
    }

    private static boolean reachedByRest(Manifests manifests, String host) {
        return manifests.of("VirtualService").filter(service -> service.name().endsWith("-http"))
                .flatMap(service -> Manifest.having(service.spec(), "destination"))
                .anyMatch(to -> to.at("/destination/host").asText().equals(host));
    }
}
