package io.outrigger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.delivery.policy.ArgoPolicies;
import io.outrigger.delivery.policy.Manifests;
import io.outrigger.delivery.policy.Policy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever breaks a policy by hand turns a test red: each policy is broken here, at least once, and must notice. */
class MutationsTest {
    private static final String ROUTER = "VirtualService outrigger/model-router";
    private static final String REGISTRY = "VirtualService outrigger/metadata-service";
    private static final String DELEGATE = "VirtualService outrigger/model-router-grpc";
    private static final String LIMITS = "DestinationRule outrigger/model-router";
    private static final String ALLOW = "AuthorizationPolicy outrigger/model-router";
    private static final String ROLLOUT = "Rollout outrigger/model-router";
    private static final String CONTAINER = "/spec/template/spec/containers/0";
    private static final String FAMILY = "Rollout outrigger-models/sample-classifier";
    private static final String CANARY = "/spec/strategy/canary";
    private static final String SCALED = "ScaledObject outrigger/batch-worker";
    private static final String ANALYSIS = "ClusterAnalysisTemplate model-canary";
    private static final String REPLAY = "ClusterAnalysisTemplate model-replay";
    private static final String JOB = "/spec/metrics/0/provider/job/spec/template/spec/containers/0";
    private static final String SET = "ApplicationSet argocd/platform";
    private static final String MODELS = "ApplicationSet argocd/models";

    static Stream<Mutation> routes() {
        return Stream.of(
                new Mutation("every root's route says its time", ROUTER, "/spec/http/1/timeout", null),
                new Mutation("every root's route says its time", ROUTER, "/spec/http/1/timeout", "\"0s\""),
                new Mutation("every root's route says its retries", ROUTER, "/spec/http/1/retries", null),
                new Mutation("all tries fit into the time", REGISTRY, "/spec/http/1/retries/perTryTimeout", "\"6s\""),
                new Mutation("a hung try is tried again", REGISTRY, "/spec/http/1/retries/retryOn", "\"connect-failure,unavailable\""),
                new Mutation("a hung try is tried again whoever of the two Envoys ends it", REGISTRY, "/spec/http/1/retries/retryOn",
                        "\"connect-failure,unavailable,gateway-error\""),
                new Mutation("a hung try is tried again whoever of the two Envoys ends it", ROUTER, "/spec/http/1/retries/retryOn",
                        "\"unavailable,deadline-exceeded\""),
                new Mutation("overload is not tried again", ROUTER, "/spec/http/1/retries/retryOn",
                        "\"connect-failure,resource-exhausted\""),
                new Mutation("overload is not tried again", ROUTER, "/spec/http/1/retries/retryOn", "\"refused-stream,deadline-exceeded\""),
                new Mutation("streams and what changes something are tried once", ROUTER, "/spec/http/0/retries/attempts", "2"),
                new Mutation("streams and what changes something are tried once", "VirtualService outrigger/api",
                        "/spec/http/4/retries/attempts", "1"),
                new Mutation("whoever may wait is not cut off before the longest deadline", ROUTER, "/spec/http/1/timeout", "\"60s\""),
                new Mutation("every delegate exists", ROUTER, "/spec/http/1/delegate/name", "\"model-router-rest\""),
                new Mutation("every delegate exists", DELEGATE, null, null),
                new Mutation("every delegate has a root", ROUTER, null, null),
                new Mutation("delegates have weights alone", DELEGATE, "/spec/http/0/timeout", "\"5s\""),
                new Mutation("roots name delegates where Rollouts moves weights", "VirtualService outrigger-models/sample-classifier",
                        "/spec/http/1/route", """
                        [{"destination":{"host":"fleet","port":{"number":8001}},"weight":95},
                         {"destination":{"host":"fleet","port":{"number":8001}},"weight":5}]"""),
                new Mutation("in Git stable has everything", DELEGATE, "/spec/http/0/route/1/weight", "5"),
                new Mutation("every destination names a port that is there", DELEGATE, "/spec/http/0/route/0/destination/port", null),
                new Mutation("every destination names a port that is there", DELEGATE, "/spec/http/0/route/0/destination/port/number",
                        "9999"),
                new Mutation("every subset is declared", DELEGATE, "/spec/http/0/route/1/destination/subset", "\"green\""));
    }

    static Stream<Mutation> destinations() {
        return Stream.of(
                new Mutation("every Rollout has one DestinationRule with limits", LIMITS, null, null),
                new Mutation("every Rollout has one DestinationRule with limits", "DestinationRule outrigger/model-router-subsets",
                        "/spec/trafficPolicy", "{}"),
                new Mutation("the least busy instance is called", LIMITS, "/spec/trafficPolicy/loadBalancer/simple", "\"ROUND_ROBIN\""),
                new Mutation("connections and calls have limits", LIMITS, "/spec/trafficPolicy/connectionPool/http/http2MaxRequests", null),
                new Mutation("a bad instance is left out, never all of them", LIMITS,
                        "/spec/trafficPolicy/outlierDetection/maxEjectionPercent", null),
                new Mutation("a bad instance is left out, never all of them", LIMITS,
                        "/spec/trafficPolicy/outlierDetection/maxEjectionPercent", "100"),
                new Mutation("a bad instance is left out, never all of them", LIMITS,
                        "/spec/trafficPolicy/outlierDetection/minHealthPercent", null),
                new Mutation("retries have a budget", LIMITS, "/spec/trafficPolicy/retryBudget", null),
                new Mutation("REST stays HTTP/1.1", "DestinationRule outrigger/api-gateway",
                        "/spec/trafficPolicy/connectionPool/http/h2UpgradePolicy",
                        "\"UPGRADE\""),
                new Mutation("nothing turns mutual TLS off", LIMITS, "/spec/trafficPolicy/tls", """
                        {"mode":"DISABLE"}"""));
    }

    static Stream<Mutation> security() {
        return Stream.of(
                new Mutation("mutual TLS is strict, everywhere", "PeerAuthentication istio-system/default", "/spec/mtls/mode",
                        "\"PERMISSIVE\""),
                new Mutation("mutual TLS is strict, everywhere", "PeerAuthentication istio-system/default", null, null),
                new Mutation("mutual TLS is strict, everywhere", "PeerAuthentication istio-system/default", "/spec/portLevelMtls",
                        """
                        {"8080":{"mode":"DISABLE"}}"""),
                new Mutation("every namespace of ours allows nothing by default", "AuthorizationPolicy outrigger/allow-nothing", null,
                        null),
                new Mutation("every namespace of ours allows nothing by default", "AuthorizationPolicy outrigger/allow-nothing",
                        "/spec/rules", "[{}]"),
                new Mutation("who allows, allows by name", ALLOW, "/spec/rules/0/from", null),
                new Mutation("who allows, allows by name", ALLOW, "/spec/rules/0/to", null),
                new Mutation("gRPC is allowed by its paths", ALLOW, "/spec/rules/0/to/0/operation/paths", null),
                new Mutation("who is allowed exists", ALLOW, "/spec/rules/0/from/0/source/principals/0",
                        "\"cluster.local/ns/outrigger/sa/gateway\""),
                new Mutation("every Rollout has an account, a policy and a scope", "ServiceAccount outrigger/model-router", null, null),
                new Mutation("every Rollout has an account, a policy and a scope", ALLOW, null, null),
                new Mutation("every Rollout has an account, a policy and a scope", "Sidecar outrigger/model-router", null, null),
                new Mutation("what is not in the registry is not called", "Sidecar outrigger/model-router",
                        "/spec/outboundTrafficPolicy/mode",
                        "\"ALLOW_ANY\""),
                new Mutation("no scope is the whole mesh", "Sidecar outrigger/model-router", "/spec/egress/0/hosts/0", "\"*/*\""),
                new Mutation("who may be called is in the caller's scope", "Sidecar outrigger/model-router", "/spec/egress/0/hosts/0",
                        null),
                new Mutation("the edge refuses tokens that are none, and passes on the others",
                        "RequestAuthentication outrigger-ingress/tokens",
                        "/spec/jwtRules/0/forwardOriginalToken", null),
                new Mutation("the edge speaks TLS", "Gateway outrigger-ingress/ingress", "/spec/servers/1/tls", null));
    }

    static Stream<Mutation> rollouts() {
        return Stream.of(
                new Mutation("every route and subset that a Rollout moves exists", ROLLOUT, CANARY
                        + "/trafficRouting/istio/virtualServices/0/routes/0",
                        "\"main\""),
                new Mutation("every route and subset that a Rollout moves exists", ROLLOUT,
                        CANARY + "/trafficRouting/istio/destinationRule/canarySubsetName", "\"green\""),
                new Mutation("managed routes are declared", FAMILY, CANARY + "/trafficRouting/managedRoutes/1", null),
                new Mutation("managed routes are gone at the end", FAMILY, CANARY + "/steps/4", null),
                new Mutation("a shadow comes before any weight, with a pod to answer it", FAMILY, CANARY + "/steps/0", null),
                new Mutation("a shadow's answers are compared while it is one", FAMILY, CANARY + "/steps/3", null),
                new Mutation("a replay compares enough, and has a limit", REPLAY, JOB + "/args/6", null),
                new Mutation("a replay compares enough, and has a limit", REPLAY, JOB + "/args/7", null),
                new Mutation("every analysis exists", ANALYSIS, null, null),
                new Mutation("every canary is judged", ROLLOUT, CANARY + "/steps/1", null),
                new Mutation("every analysis gets what it asks for", ROLLOUT, CANARY + "/steps/1/analysis/args/0", null),
                new Mutation("no data is neither success nor failure", ANALYSIS, "/spec/metrics/1/successCondition",
                        "\"result[0] <= 0.01\""),
                new Mutation("a canary needs enough requests", ANALYSIS, "/spec/metrics/0", null),
                new Mutation("KEDA decides how many", ROLLOUT, "/spec/replicas", "3"),
                new Mutation("KEDA decides how many", "ScaledObject outrigger/model-router", null, null),
                new Mutation("what is scaled exists", SCALED, "/spec/scaleTargetRef/name", "\"worker\""),
                new Mutation("nothing scales by a consumer group's lag", SCALED, "/spec/triggers/1/type", "\"kafka\""),
                new Mutation("what is needed is made before who needs it", ROLLOUT, "/metadata/annotations", null),
                new Mutation("a canary never takes what is stable away", ROLLOUT, CANARY + "/scaleDownDelaySeconds", "30"));
    }

    static Stream<Mutation> workloads() {
        return Stream.of(
                new Mutation("every container has resources, in quantities that Kubernetes writes back unchanged", ROLLOUT, CONTAINER
                        + "/resources", null),
                new Mutation("every container has resources, in quantities that Kubernetes writes back unchanged", ROLLOUT,
                        CONTAINER + "/resources/requests/cpu", "\"0.5\""),
                new Mutation("no container may become more than it is", ROLLOUT, CONTAINER + "/securityContext/capabilities", null),
                new Mutation("our pods have a root file system that is read-only", ROLLOUT, CONTAINER
                        + "/securityContext/readOnlyRootFilesystem", "false"),
                new Mutation("no pod runs as root", ROLLOUT, "/spec/template/spec/securityContext/runAsUser", "0"),
                new Mutation("our pods are asked whether they live and are ready", ROLLOUT, CONTAINER + "/readinessProbe", null),
                new Mutation("our pods have the time to drain", ROLLOUT, "/spec/template/spec/terminationGracePeriodSeconds", "30"),
                new Mutation("no pod of ours has a token of the cluster", ROLLOUT, "/spec/template/spec/automountServiceAccountToken",
                        null),
                new Mutation("our pods are spread and disrupted one at a time", "PodDisruptionBudget outrigger/model-router", null, null),
                new Mutation("every secret that a pod reads is made", "ExternalSecret outrigger-models/s3", null, null),
                new Mutation("every secret that a pod reads is made", "ExternalSecret outrigger-models/s3", "/spec/data/0", null),
                new Mutation("a namespace of ours lets nobody in by default", "NetworkPolicy outrigger-models/deny-all-in", null, null),
                new Mutation("our pods are reached from named pods only", "NetworkPolicy outrigger/model-router", null, null),
                new Mutation("unsigned images are kept out of staging and production", "ImageValidatingPolicy signed-images",
                        "/spec/validationActions",
                        """
                        ["Audit"]"""),
                new Mutation("no container may become more than it is", REPLAY, JOB + "/securityContext", null),
                new Mutation("images have a digest in staging and production, and never the tag latest", REPLAY, JOB + "/image",
                        "\"ghcr.io/outrigger/cli:1.0.0\""),
                new Mutation("images have a digest in staging and production, and never the tag latest", ROLLOUT, CONTAINER + "/image",
                        "\"ghcr.io/outrigger/model-router:1.0.0\""));
    }

    static Stream<Mutation> argo() {
        return Stream.of(
                new Mutation("a name that is missing is an error", SET, "/spec/goTemplateOptions", null),
                new Mutation("everything is synced, pruned, healed and tried again", SET,
                        "/spec/template/spec/syncPolicy/automated/selfHeal", "false"),
                new Mutation("everything is synced, pruned, healed and tried again", "Application argocd/outrigger",
                        "/spec/syncPolicy/automated", null),
                new Mutation("what Rollouts writes survives a commit", MODELS, "/spec/template/spec/syncPolicy/syncOptions/0", null),
                new Mutation("Git's changes always arrive", MODELS, "/spec/template/spec/syncPolicy/syncOptions/0",
                        "\"RespectIgnoreDifferences=true\""),
                new Mutation("delegates and subsets are ignored, whole", MODELS, "/spec/template/spec/ignoreDifferences/0/jsonPointers/0",
                        "\"/spec/http/0/route/0/weight\""),
                new Mutation("delegates and subsets are ignored, whole", SET, "/spec/templatePatch", null),
                new Mutation("roots are never ignored", MODELS, "/spec/template/spec/ignoreDifferences/0/name", null),
                new Mutation("projects say where their things come from and go to", "AppProject argocd/outrigger", "/spec/sourceRepos/0",
                        "\"*\""));
    }

    private static Stream<Mutation> ofAnEnvironment() {
        return Stream.of(routes(), destinations(), security(), rollouts(), workloads()).flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource({"routes", "destinations", "security", "rollouts", "workloads"})
    void isNoticed(Mutation mutation) {
        isNoticed(mutation, PoliciesTest.ofAnEnvironment(), Repository.environment("prod"));
    }

    @ParameterizedTest
    @MethodSource("argo")
    void isNoticedInArgo(Mutation mutation) {
        isNoticed(mutation, ArgoPolicies.all(), Repository.argo());
    }

    private static void isNoticed(Mutation mutation, List<Policy> policies, Manifests manifests) {
        Policy policy = policies.stream().filter(each -> each.name().equals(mutation.policy())).findFirst().orElseThrow();
        assertThat(policy.broken(mutation.in(manifests))).isNotEmpty();
    }

    @Test
    void everyPolicyIsBrokenOnce() {
        Set<String> broken = Stream.concat(ofAnEnvironment(), argo()).map(Mutation::policy).collect(Collectors.toSet());
        assertThat(Stream.concat(PoliciesTest.ofAnEnvironment().stream(), ArgoPolicies.all().stream()).map(Policy::name))
                .isSubsetOf(broken);
    }
}
