package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may call whom: mutual TLS without exception, nothing by default, then each service's callers by name, port and path. */
public final class SecurityPolicies {
    private static final String PRINCIPAL = "cluster.local/ns/";
    private static final String EDGE = "outrigger-ingress";

    private SecurityPolicies() {
    }

    public static List<Policy> all() {
        return List.of(
                new Policy("mutual TLS is strict, everywhere", SecurityPolicies::notStrict),
                new Policy("every namespace of ours allows nothing by default", SecurityPolicies::openNamespaces),
                new Policy("who allows, allows by name", SecurityPolicies::allowingAnybody),
                new Policy("gRPC is allowed by its paths", SecurityPolicies::allowingAnyMethod),
                new Policy("who is allowed exists", SecurityPolicies::allowingNobody),
                new Policy("every Rollout has an account, a policy and a scope", SecurityPolicies::unguarded),
                new Policy("what is not in the registry is not called", SecurityPolicies::lettingOut),
                new Policy("no scope is the whole mesh", SecurityPolicies::seeingEverything),
                new Policy("who may be called is in the caller's scope", SecurityPolicies::notSeen),
                new Policy("the edge refuses tokens that are none, and passes on the others", SecurityPolicies::unauthenticatedEdge),
                new Policy("the edge speaks TLS", SecurityPolicies::plainEdge));
    }

    private static List<String> notStrict(Manifests manifests) {
        if (manifests.find("PeerAuthentication", "istio-system", "default").isEmpty()) {
            return List.of("there is no PeerAuthentication for the whole mesh");
        }
        return manifests.of("PeerAuthentication")
                .filter(each -> !each.at("/spec/mtls/mode").asText().equals("STRICT") || each.spec().has("portLevelMtls"))
                .map(each -> each + " is not strict on every port").toList();
    }

    private static List<String> openNamespaces(Manifests manifests) {
        return Stream.concat(manifests.rollouts().stream().map(Manifest::namespace), Stream.of(EDGE)).distinct()
                .filter(namespace -> manifests.of("AuthorizationPolicy")
                        .noneMatch(each -> each.namespace().equals(namespace) && each.spec().isEmpty()))
                .map(namespace -> namespace + " has no AuthorizationPolicy that allows nothing").toList();
    }

    private static List<String> allowingAnybody(Manifests manifests) {
        return rules(manifests).filter(rule -> !rule.policy.namespace().equals(EDGE))
                .filter(rule -> principals(rule.json).isEmpty() || ports(rule.json).isEmpty())
                .map(rule -> rule.policy + " allows without a principal or a port").toList();
    }

    private static List<String> allowingAnyMethod(Manifests manifests) {
        return rules(manifests).filter(rule -> !rule.policy.name().equals("api-gateway"))
                .filter(rule -> ports(rule.json).stream().anyMatch(port -> port.startsWith("9") || port.equals("8001")))
                .filter(rule -> Manifest.having(rule.json, "paths").findAny().isEmpty())
                .map(rule -> rule.policy + " allows a gRPC port without paths").toList();
    }

    private static List<String> allowingNobody(Manifests manifests) {
        return rules(manifests).flatMap(rule -> principals(rule.json).stream().filter(principal -> !exists(manifests, principal))
                .map(principal -> rule.policy + ": nobody is " + principal)).toList();
    }

    private static List<String> unguarded(Manifests manifests) {
        return manifests.rollouts().stream().flatMap(rollout -> {
            String account = rollout.at("/spec/template/spec/serviceAccountName").asText();
            Map<String, Optional<Manifest>> guards = Map.of(
                    "ServiceAccount", manifests.find("ServiceAccount", rollout.namespace(), account),
                    "AuthorizationPolicy", selecting(manifests, "AuthorizationPolicy", "/spec/selector/matchLabels", rollout),
                    "Sidecar", selecting(manifests, "Sidecar", "/spec/workloadSelector/labels", rollout));
            return guards.entrySet().stream().filter(guard -> guard.getValue().isEmpty())
                    .map(guard -> rollout + " has no " + guard.getKey() + " of its own");
        }).toList();
    }

    private static List<String> lettingOut(Manifests manifests) {
        return manifests.of("Sidecar").filter(sidecar -> !sidecar.at("/spec/outboundTrafficPolicy/mode").asText().equals("REGISTRY_ONLY"))
                .map(sidecar -> sidecar + " lets calls out to anywhere").toList();
    }

    private static List<String> seeingEverything(Manifests manifests) {
        return manifests.of("Sidecar").filter(sidecar -> hosts(sidecar).stream().anyMatch(host -> host.startsWith("*/")))
                .map(sidecar -> sidecar + " sees every namespace").toList();
    }

    private static List<String> notSeen(Manifests manifests) {
        return rules(manifests).flatMap(rule -> principals(rule.json).stream()
                .filter(principal -> scope(manifests, principal).stream().noneMatch(hosts -> sees(hosts, rule.policy)))
                .map(principal -> principal + " may call " + rule.policy.name() + " and its Sidecar does not see it")).toList();
    }

    /** A development cluster's issuer has no address. */
    private static List<String> unauthenticatedEdge(Manifests manifests) {
        boolean isAuthenticated = manifests.of("RequestAuthentication").flatMap(each -> each.list("/spec/jwtRules").stream())
                .anyMatch(rule -> rule.path("forwardOriginalToken").asBoolean() && rule.hasNonNull("audiences"));
        return isAuthenticated || manifests.environment().equals("dev") ? List.of()
                : List.of("no RequestAuthentication with audiences and forwardOriginalToken");
    }

    private static List<String> plainEdge(Manifests manifests) {
        return manifests.of("Gateway").flatMap(gateway -> gateway.list("/spec/servers").stream())
                .filter(server -> !server.at("/tls/httpsRedirect").asBoolean() && !(server.at("/tls/mode").asText().equals("SIMPLE")
                        && server.at("/tls/minProtocolVersion").asText().equals("TLSV1_2")))
                .map(server -> "server " + server.path("name") + " of the Gateway takes plain text").toList();
    }

    private record Rule(Manifest policy, JsonNode json) {
    }

    private static Stream<Rule> rules(Manifests manifests) {
        return manifests.of("AuthorizationPolicy").flatMap(policy -> policy.list("/spec/rules").stream().map(rule -> new Rule(policy,
                rule)));
    }

    private static Set<String> principals(JsonNode rule) {
        return Manifest.having(rule, "principals").flatMap(source -> Manifest.texts(source.path("principals")).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> ports(JsonNode rule) {
        return Manifest.having(rule, "ports").flatMap(operation -> Manifest.texts(operation.path("ports")).stream())
                .collect(Collectors.toSet());
    }

    /** The ingress's account is its chart's; all others are ours. */
    private static boolean exists(Manifests manifests, String principal) {
        String[] parts = account(principal);
        return principal.startsWith(PRINCIPAL) && parts.length == 3
                && (parts[0].equals(EDGE) && parts[2].equals("ingress")
                || manifests.find("ServiceAccount", parts[0], parts[2]).isPresent());
    }

    /** Namespace, {@code sa}, name. */
    private static String[] account(String principal) {
        return principal.replace(PRINCIPAL, "").split("/");
    }

    private static Optional<Manifest> selecting(Manifests manifests, String kind, String labels, Manifest rollout) {
        JsonNode pod = rollout.at("/spec/template/metadata/labels");
        return manifests.of(kind).filter(each -> each.namespace().equals(rollout.namespace()) && each.at(labels).size() > 0)
                .filter(each -> each.at(labels).properties().stream().allMatch(label -> pod.path(label.getKey()).equals(label.getValue())))
                .findFirst();
    }

    private static Optional<List<String>> scope(Manifests manifests, String principal) {
        String[] parts = account(principal);
        return manifests.find("Sidecar", parts[0], parts[parts.length - 1]).map(SecurityPolicies::hosts);
    }

    private static List<String> hosts(Manifest sidecar) {
        return Manifest.having(sidecar.spec(), "hosts").flatMap(egress -> Manifest.texts(egress.path("hosts")).stream()).toList();
    }

    private static boolean sees(List<String> hosts, Manifest policy) {
        return hosts.contains(policy.namespace() + "/*")
                || hosts.contains(policy.namespace() + "/" + policy.name() + "." + policy.namespace() + ".svc.cluster.local");
    }
}
