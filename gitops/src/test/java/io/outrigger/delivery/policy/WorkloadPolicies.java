package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Pods: what they may do, what they get, how they are asked whether they live, and which image they run. */
public final class WorkloadPolicies {
    private static final Pattern CANONICAL = Pattern.compile("[1-9][0-9]*(m|[KMGT]i)?");
    private static final Pattern PINNED = Pattern.compile("[^:@]+(:[^@]+)?@sha256:[0-9a-f]{64}");
    private static final Pattern TAGGED = Pattern.compile("[^@]+:(?!latest$)[A-Za-z0-9._-]+");
    private static final String OWN = "ghcr.io/outrigger/";

    private WorkloadPolicies() {
    }

    public static List<Policy> all() {
        return List.of(
                containers("every container has resources, in quantities that Kubernetes writes back unchanged", container ->
                        container.at("/resources/requests").size() >= 2 && container.at("/resources/limits").has("memory")
                        && Stream.concat(container.at("/resources/requests").valueStream(), container.at("/resources/limits").valueStream())
                                .allMatch(quantity -> quantity.isTextual() ? CANONICAL.matcher(quantity.asText()).matches() : false)),
                containers("no container may become more than it is", container -> {
                    JsonNode context = container.path("securityContext");
                    return !context.path("allowPrivilegeEscalation").asBoolean(true) && !context.path("privileged").asBoolean()
                            && Manifest.texts(context.at("/capabilities/drop")).contains("ALL") && !context.at("/capabilities").has("add");
                }),
                new Policy("our pods have a root file system that is read-only", manifests -> manifests.rollouts().stream()
                        .flatMap(rollout -> Manifests
                        .containers(rollout).filter(container -> !container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                        .map(container -> rollout + ": " + container.path("name").asText() + " may write to its root file system"))
                        .toList()),
                new Policy("no pod runs as root", manifests -> manifests.workloads()
                        .filter(each -> !each.at("/spec/template/spec/securityContext/runAsNonRoot").asBoolean()
                                || each.at("/spec/template/spec/securityContext/runAsUser").asInt() == 0)
                        .map(each -> each + " may run as root").toList()),
                new Policy("our pods are asked whether they live and are ready", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                .anyMatch(probe -> !rollout.at("/spec/template/spec/containers/0").has(probe)))
                        .map(rollout -> rollout + " lacks a probe").toList()),
                new Policy("our pods have the time to drain", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.at("/spec/template/spec/terminationGracePeriodSeconds").asInt() < 45)
                        .map(rollout -> rollout + " is killed before DRAIN_PAUSE and DRAIN_TIMEOUT are over").toList()),
                new Policy("no pod of ours has a token of the cluster", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.at("/spec/template/spec/automountServiceAccountToken").asBoolean(true))
                        .map(rollout -> rollout + " has the token of its account").toList()),
                new Policy("our pods are spread and disrupted one at a time", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.at("/spec/template/spec/topologySpreadConstraints").isEmpty()
                                || manifests.find("PodDisruptionBudget", rollout.namespace(), rollout.name()).isEmpty())
                        .map(rollout -> rollout + " has no spread or no PodDisruptionBudget").toList()),
                new Policy("every secret that a pod reads is made", WorkloadPolicies::missingSecrets),
                new Policy("a namespace of ours lets nobody in by default", manifests -> manifests.rollouts().stream()
                        .map(Manifest::namespace).distinct().filter(namespace -> manifests.of("NetworkPolicy").noneMatch(policy ->
                                policy.namespace().equals(namespace) && policy.at("/spec/podSelector").isEmpty() && !policy.spec()
                                        .has("ingress")))
                        .map(namespace -> namespace + " has no NetworkPolicy that lets nobody in").toList()),
                new Policy("our pods are reached from named pods only", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> manifests.find("NetworkPolicy", rollout.namespace(), rollout.name()).isEmpty())
                        .map(rollout -> rollout + " has no NetworkPolicy").toList()),
                new Policy("unsigned images are kept out of staging and production", manifests -> manifests.environment().equals("dev")
                        || manifests.of("ImageValidatingPolicy").anyMatch(policy -> Manifest.texts(policy.at("/spec/validationActions"))
                        .equals(List.of("Deny"))
                        && policy.at("/spec/failurePolicy").asText().equals("Fail") && policy.at("/spec/matchImageReferences/0/glob")
                        .asText().equals(OWN + "*")
                        && Manifest.having(policy.spec(), "identities").findAny().isPresent())
                        ? List.of() : List.of("nothing verifies the signatures of " + OWN + "*")),
                new Policy("images have a digest in staging and production, and never the tag latest", manifests -> manifests.workloads()
                        .flatMap(each -> Manifests.containers(each).map(container -> container.path("image").asText())
                                .filter(image -> !isFixed(image, manifests.environment()))
                                .map(image -> each + " runs " + image)).toList()));
    }

    /** A development cluster's are made by hand. */
    private static List<String> missingSecrets(Manifests manifests) {
        return manifests.environment().equals("dev") ? List.of() : manifests.rollouts().stream()
                .flatMap(rollout -> Manifests.containers(rollout)
                .flatMap(container -> Stream.of("secretRef", "secretKeyRef").flatMap(reference -> Manifest.having(container, reference)
                        .map(each -> each.path(reference))))
                .filter(reference -> manifests.find("ExternalSecret", rollout.namespace(), reference.path("name").asText())
                        .filter(secret -> !reference.has("key") || secret.list("/spec/data").stream()
                                .anyMatch(entry -> entry.path("secretKey").equals(reference.path("key")))).isEmpty())
                .map(reference -> rollout + " reads a secret that nobody makes: " + reference)).distinct().toList();
    }

    private static boolean isFixed(String image, String environment) {
        return PINNED.matcher(image).matches() || TAGGED.matcher(image).matches() && (environment.equals("dev") || !image.startsWith(OWN));
    }

    private static Policy containers(String name, java.util.function.Predicate<JsonNode> good) {
        return new Policy(name, manifests -> manifests.workloads().flatMap(each -> Manifests.containers(each).filter(good.negate())
                .map(container -> each + ": container " + container.path("name").asText())).toList());
    }
}
