package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Canaries: what they name exists, what they set they take back, what judges them says nothing where it knows nothing; and what scales
 * them.
 */
public final class RolloutPolicies {
    private static final String CANARY = "/spec/strategy/canary";
    private static final String ISTIO = CANARY + "/trafficRouting/istio";

    /** In this order; kinds that nobody waits for are left out. */
    private static final List<String> WAVES = List.of("Namespace", "ExternalSecret", "VirtualService", "Rollout", "ScaledObject");

    private RolloutPolicies() {
    }

    public static List<Policy> all() {
        return Stream.of(moves(), shadows(), judgements()).flatMap(List::stream).toList();
    }

    private static List<Policy> moves() {
        return List.of(
                new Policy("every route and subset that a Rollout moves exists", manifests -> manifests.rollouts().stream()
                        .flatMap(rollout -> Stream.concat(missingRoutes(manifests, rollout), missingSubsets(manifests, rollout))).toList()),
                new Policy("managed routes are declared", manifests -> manifests.rollouts().stream().flatMap(rollout -> managed(rollout)
                        .filter(name -> rollout.list(CANARY + "/trafficRouting/managedRoutes").stream()
                                .noneMatch(route -> route.path("name").asText().equals(name)))
                        .map(name -> rollout + " sets " + name + ", which is not in managedRoutes")).toList()),
                new Policy("managed routes are gone at the end", manifests -> manifests.rollouts().stream()
                        .flatMap(rollout -> managed(rollout)
                        .distinct().filter(name -> !isTakenBack(rollout, name)).map(name -> rollout + " does not take " + name + " back"))
                        .toList()));
    }

    private static List<Policy> shadows() {
        return List.of(
                new Policy("a shadow comes before any weight, with a pod to answer it", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> managed(rollout).findAny().isPresent())
                        .filter(rollout -> !rollout.at(CANARY + "/steps/0/setCanaryScale").has("replicas"))
                        .map(rollout -> rollout + " must begin with setCanaryScale: without pods Rollouts removes managed routes")
                        .toList()),
                new Policy("a shadow's answers are compared while it is one", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.list(CANARY + "/steps").stream().anyMatch(RolloutPolicies::isShadow))
                        .filter(rollout -> !isReplayed(manifests, rollout))
                        .map(rollout -> rollout + " has a shadow, whose answers nobody compares").toList()),
                new Policy("a replay compares enough, and has a limit", manifests -> manifests.jobs()
                        .filter(job -> Stream.of("--min-rows=", "--max-(label-changes|share-differing)=").anyMatch(option -> Manifests
                                .containers(job).flatMap(container -> Manifest.texts(container.path("args")).stream())
                                .noneMatch(argument -> argument.matches(option + "[0-9.]+"))))
                        .map(job -> job + " may succeed with few requests, or with whatever they show").toList()));
    }

    private static List<Policy> judgements() {
        return List.of(
                new Policy("every analysis exists", manifests -> manifests.rollouts().stream().flatMap(rollout -> Manifest
                        .having(rollout.at(CANARY + "/steps"), "templateName").map(template -> template.path("templateName").asText())
                        .filter(name -> manifests.of("ClusterAnalysisTemplate").noneMatch(each -> each.name().equals(name)))
                        .map(name -> rollout + ": no analysis " + name)).toList()),
                new Policy("every canary is judged", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> Manifest.having(rollout.at(CANARY + "/steps"), "analysis").findAny().isEmpty())
                        .map(rollout -> rollout + " has no analysis").toList()),
                new Policy("every analysis gets what it asks for", manifests -> manifests.rollouts().stream().flatMap(rollout -> Manifest
                        .having(rollout.at(CANARY + "/steps"), "analysis").map(step -> step.path("analysis"))
                        .flatMap(analysis -> arguments(manifests, analysis).filter(name -> Manifest.list(analysis.path("args")).stream()
                                .noneMatch(given -> given.path("name").asText().equals(name)))
                                .map(name -> rollout + ": an analysis is not given " + name))).toList()),
                new Policy("no data is neither success nor failure", manifests -> metrics(manifests)
                        .filter(metric -> !metric.path("successCondition").asText().startsWith("len(result) > 0 && !isNaN(result[0])")
                                || !metric.path("failureCondition").asText().startsWith("len(result) > 0")
                                || metric.path("inconclusiveLimit").asInt(-1) < 0)
                        .map(metric -> "metric " + metric.path("name").asText() + " judges without data").toList()),
                new Policy("a canary needs enough requests", manifests -> manifests.of("ClusterAnalysisTemplate")
                        .filter(template -> template.list("/spec/metrics").stream().anyMatch(RolloutPolicies::asksPrometheus))
                        .filter(template -> template.list("/spec/metrics").stream().noneMatch(metric -> metric.path("name").asText()
                        .startsWith("enough-")))
                        .map(template -> template + " judges few requests").toList()),
                new Policy("KEDA decides how many", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.spec().has("replicas") || manifests.of("ScaledObject").noneMatch(scaled ->
                                scaled.namespace().equals(rollout.namespace()) && scaled.at("/spec/scaleTargetRef/kind").asText()
                                        .equals("Rollout")
                                && scaled.at("/spec/scaleTargetRef/name").asText().equals(rollout.name())))
                        .map(rollout -> rollout + " has replicas in Git, or no ScaledObject").toList()),
                new Policy("what is scaled exists", manifests -> manifests.of("ScaledObject").filter(scaled -> manifests
                        .find(scaled.at("/spec/scaleTargetRef/kind").asText(), scaled.namespace(), scaled.at("/spec/scaleTargetRef/name")
                        .asText()).isEmpty())
                        .map(scaled -> scaled + " scales nothing").toList()),
                new Policy("nothing scales by a consumer group's lag", manifests -> manifests.of("ScaledObject")
                        .filter(scaled -> scaled.list("/spec/triggers").stream().anyMatch(trigger -> trigger.path("type").asText()
                        .contains("kafka")))
                        .map(scaled -> scaled + ": KEDA's kafka trigger knows nothing of share groups").toList()),
                new Policy("what is needed is made before who needs it", manifests -> WAVES.stream().flatMap(first -> WAVES.stream()
                        .skip(WAVES.indexOf(first) + 1L).flatMap(later -> manifests.of(first).filter(before -> manifests.of(later)
                                .anyMatch(after -> wave(before) >= wave(after))).map(before -> before + " is not made before each "
                                + later)))
                        .distinct().toList()),
                new Policy("a canary never takes what is stable away", manifests -> manifests.rollouts().stream()
                        .filter(rollout -> rollout.at(CANARY).has("scaleDownDelaySeconds") && rollout.at(CANARY + "/dynamicStableScale")
                        .asBoolean())
                        .map(rollout -> rollout + ": dynamicStableScale and scaleDownDelaySeconds exclude each other").toList()));
    }

    private static int wave(Manifest manifest) {
        return manifest.at("/metadata/annotations").path("argocd.argoproj.io/sync-wave").asInt(0);
    }

    private static Stream<JsonNode> services(Manifest rollout) {
        return rollout.at(ISTIO).has("virtualServices") ? rollout.list(ISTIO + "/virtualServices").stream()
                : Stream.of(rollout.at(ISTIO + "/virtualService"));
    }

    private static Stream<String> missingRoutes(Manifests manifests, Manifest rollout) {
        return services(rollout).flatMap(service -> Manifest.texts(service.path("routes")).stream()
                .filter(route -> manifests.find("VirtualService", rollout.namespace(), service.path("name").asText()).stream()
                        .flatMap(found -> found.list("/spec/http").stream()).noneMatch(each -> each.path("name").asText().equals(route)))
                .map(route -> rollout + ": no route " + route + " in " + service.path("name").asText()));
    }

    private static Stream<String> missingSubsets(Manifests manifests, Manifest rollout) {
        JsonNode rule = rollout.at(ISTIO + "/destinationRule");
        Set<String> declared = manifests.find("DestinationRule", rollout.namespace(), rule.path("name").asText()).stream()
                .flatMap(found -> found.list("/spec/subsets").stream()).map(subset -> subset.path("name").asText())
                .collect(Collectors.toSet());
        return Stream.of("stableSubsetName", "canarySubsetName").map(field -> rule.path(field).asText())
                .filter(subset -> !declared.contains(subset)).map(subset -> rollout + ": no subset '" + subset + "'");
    }

    private static Stream<JsonNode> settings(Manifest rollout) {
        return rollout.list(CANARY + "/steps").stream().flatMap(step -> Stream.of(step.path("setHeaderRoute"), step.path("setMirrorRoute")))
                .filter(JsonNode::isObject);
    }

    private static Stream<String> managed(Manifest rollout) {
        return settings(rollout).map(route -> route.path("name").asText());
    }

    /** The last step that names it has no match, which removes it. */
    private static boolean isTakenBack(Manifest rollout, String name) {
        return settings(rollout).filter(route -> route.path("name").asText().equals(name)).reduce((_, last) -> last)
                .filter(route -> !route.has("match")).isPresent();
    }

    private static Stream<JsonNode> metrics(Manifests manifests) {
        return manifests.of("ClusterAnalysisTemplate").flatMap(template -> template.list("/spec/metrics").stream())
                .filter(RolloutPolicies::asksPrometheus);
    }

    private static boolean asksPrometheus(JsonNode metric) {
        return metric.at("/provider/prometheus").isObject();
    }

    private static boolean isShadow(JsonNode step) {
        return step.at("/setMirrorRoute/match").isArray();
    }

    /** Between the step that begins the shadow and the one that ends it a job looks. */
    private static boolean isReplayed(Manifests manifests, Manifest rollout) {
        List<JsonNode> steps = rollout.list(CANARY + "/steps");
        return steps.stream().dropWhile(step -> !isShadow(step)).takeWhile(step -> isShadow(step) || !step.has("setMirrorRoute"))
                .flatMap(step -> Manifest.having(step, "templateName")).map(template -> template.path("templateName").asText())
                .anyMatch(name -> manifests.jobs().anyMatch(job -> job.name().equals(name)));
    }

    private static Stream<String> arguments(Manifests manifests, JsonNode analysis) {
        return Manifest.list(analysis.path("templates")).stream().flatMap(template -> manifests.of("ClusterAnalysisTemplate")
                .filter(each -> each.name().equals(template.path("templateName").asText())))
                .flatMap(template -> template.list("/spec/args").stream())
                .filter(argument -> !argument.has("value")).map(argument -> argument.path("name").asText());
    }
}
