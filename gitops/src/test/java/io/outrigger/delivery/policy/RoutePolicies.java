package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Times, retries and targets of every route; the split into roots, which are Git's, and delegates, which Argo Rollouts writes. */
public final class RoutePolicies {
    /** Trying these again makes an overload worse, or answers nobody who still waits. */
    private static final Set<String> AMPLIFYING = Set.of("cancelled", "resource-exhausted", "retriable-4xx", "5xx", "reset");
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(10);

    private RoutePolicies() {
    }

    public static List<Policy> all() {
        return List.of(
                new Policy("every root's route says its time", manifests -> roots(manifests)
                        .filter(route -> !route.json.hasNonNull("timeout") || time(route.json.path("timeout")).isZero())
                        .map(route -> route + " has no timeout").toList()),
                new Policy("every root's route says its retries", manifests -> roots(manifests)
                        .filter(route -> !route.json.at("/retries").has("attempts"))
                        .map(route -> route + " has no retries, and Istio's default is two attempts").toList()),
                new Policy("all tries fit into the time", manifests -> roots(manifests).filter(route -> !fits(route.json))
                        .map(route -> route + ": its tries take longer than its timeout").toList()),
                new Policy("a hung try is tried again", manifests -> roots(manifests)
                        .filter(route -> hasTimeOfTry(route) && !conditions(route.json).contains("gateway-error"))
                        .map(route -> route + ": perTryTimeout is retried with gateway-error only").toList()),
                // The caller's Envoy writes the time of a try into grpc-timeout, so the server's Envoy ends it at the same moment.
                new Policy("a hung try is tried again whoever of the two Envoys ends it", manifests -> roots(manifests)
                        .filter(route -> conditions(route.json).contains("unavailable")
                                && hasTimeOfTry(route) != conditions(route.json).contains("deadline-exceeded"))
                        .map(route -> route + ": deadline-exceeded belongs to perTryTimeout on gRPC, and to nothing else").toList()),
                new Policy("overload is not tried again", manifests -> roots(manifests)
                        .filter(route -> conditions(route.json).stream().anyMatch(AMPLIFYING::contains)
                                || conditions(route.json).contains("deadline-exceeded") && !route.json.at("/retries").has("perTryTimeout"))
                        .map(route -> route + " retries what overload makes").toList()),
                new Policy("streams and what changes something are tried once", manifests -> roots(manifests)
                        .filter(route -> isTriedOnce(route) && route.json.at("/retries/attempts").asInt(-1) != 0)
                        .map(route -> route + " must have attempts: 0").toList()),
                new Policy("whoever may wait is not cut off before the longest deadline", manifests -> roots(manifests)
                        .filter(route -> isInference(route) && time(route.json.path("timeout")).compareTo(LONGEST_DEADLINE) <= 0)
                        .map(route -> route + " is shorter than the longest deadline that the gateway grants").toList()),
                new Policy("every delegate exists", manifests -> roots(manifests).filter(route -> route.json.has("delegate"))
                        .filter(route -> manifests.find("VirtualService", route.service.namespace(), delegate(route))
                        .filter(RoutePolicies::isDelegate)
                                .isEmpty())
                        .map(route -> route + ": no delegate " + delegate(route)).toList()),
                new Policy("every delegate has a root", manifests -> manifests.of("VirtualService").filter(RoutePolicies::isDelegate)
                        .filter(service -> roots(manifests).noneMatch(route -> route.service.namespace().equals(service.namespace())
                                && delegate(route).equals(service.name())))
                        .map(service -> service + " is reached from nowhere").toList()),
                new Policy("delegates have weights alone", manifests -> manifests.of("VirtualService").filter(RoutePolicies::isDelegate)
                        .flatMap(RoutePolicies::routes)
                        .filter(route -> route.json.has("timeout") || route.json.has("retries") || route.json.has("mirrors"))
                        .map(route -> route + " is Argo Rollouts': times, retries and shadows set there are lost").toList()),
                new Policy("roots name delegates where Rollouts moves weights", manifests -> roots(manifests)
                        .filter(route -> route.json.path("route").size() > 1)
                        .map(route -> route + " splits by weight in a root, which nobody moves").toList()),
                new Policy("in Git stable has everything", manifests -> manifests.of("VirtualService").flatMap(RoutePolicies::routes)
                        .filter(route -> Manifest.list(route.json.path("route")).stream().anyMatch(each -> each.path("weight").asInt(100)
                                != (each.at("/destination/subset").asText().equals("canary") ? 0 : 100)))
                        .map(route -> route + ": weights in Git are 100 and 0, Rollouts moves them").toList()),
                new Policy("every destination names a port that is there", manifests -> destinations(manifests)
                        .filter(to -> !to.json.at("/port").has("number")
                                || !manifests.listens(to.json.path("host").asText(), to.json.at("/port/number").asInt()))
                        .map(to -> to + ": " + to.json + " has no such port").toList()),
                new Policy("every subset is declared", manifests -> destinations(manifests).filter(to -> to.json.has("subset"))
                        .filter(to -> !manifests.subsets(to.json.path("host").asText()).contains(to.json.path("subset").asText()))
                        .map(to -> to + ": no subset " + to.json.path("subset")).toList()));
    }

    /** @param json the route, or one of its destinations */
    private record Route(Manifest service, JsonNode json, String label) {

        @Override
        public String toString() {
            return service + " " + label;
        }
    }

    private static boolean hasTimeOfTry(Route route) {
        return route.json.at("/retries").has("perTryTimeout");
    }

    private static boolean isDelegate(Manifest service) {
        return service.list("/spec/hosts").isEmpty();
    }

    private static Stream<Route> routes(Manifest service) {
        return service.list("/spec/http").stream().map(route -> new Route(service, route, route.path("name").asText("(no name)")));
    }

    private static Stream<Route> roots(Manifests manifests) {
        return manifests.of("VirtualService").filter(service -> !isDelegate(service)).flatMap(RoutePolicies::routes);
    }

    private static Stream<Route> destinations(Manifests manifests) {
        return manifests.of("VirtualService").flatMap(RoutePolicies::routes).flatMap(route -> Manifest.list(route.json.path("route"))
                .stream()
                .map(each -> new Route(route.service, each.path("destination"), route.label)));
    }

    private static String delegate(Route route) {
        return route.json.at("/delegate/name").asText();
    }

    private static boolean isTriedOnce(Route route) {
        return Stream.of("streams", "submits", "writes", "watches", "keys", "jobs", "loading").anyMatch(route.label::contains);
    }

    /** Of the platform's own hops; a fleet's times are its model's. */
    private static boolean isInference(Route route) {
        return Set.of("unary", "grpc", "rest").contains(route.label) && route.service.namespace().equals("outrigger");
    }

    private static Set<String> conditions(JsonNode route) {
        return Stream.of(route.at("/retries/retryOn").asText().split(",")).filter(each -> !each.isEmpty()).collect(Collectors.toSet());
    }

    /** Envoy waits 25 ms at first and ten times that at most between two tries. */
    private static boolean fits(JsonNode route) {
        JsonNode retries = route.at("/retries");
        if (!retries.has("perTryTimeout")) {
            return true;
        }
        int tries = retries.path("attempts").asInt() + 1;
        Duration backoff = retries.has("backoff") ? time(retries.path("backoff")).multipliedBy(10) : Duration.ofMillis(250);
        Duration all = time(retries.path("perTryTimeout")).multipliedBy(tries).plus(backoff.multipliedBy(tries - 1L));
        return all.compareTo(time(route.path("timeout"))) <= 0;
    }

    /** A time as Istio writes it; none where it is missing. */
    private static Duration time(JsonNode text) {
        String written = text.asText();
        if (written.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(written.substring(0, written.length() - 2)));
        }
        return written.isEmpty() ? Duration.ZERO : Duration.parse("PT" + written);
    }
}
