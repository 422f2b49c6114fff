package io.outrigger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.server.HealthRoutes;
import io.outrigger.delivery.policy.Manifests;
import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.testing.manifests.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every name and number that YAML and code share: a port, variable or path that is changed in one of them only is found here. Metrics are
 * held against the code in observability.
 */
class CodeTest {
    static final List<String> ENVIRONMENTS = Repository.ENVIRONMENTS;
    private static final String CONTAINER = "/spec/template/spec/containers/0";
    private static final String OWN = "ghcr.io/outrigger/";

    private static Map<Manifest, ServiceCode> services(Manifests manifests) {
        return manifests.rollouts().stream().filter(rollout -> image(rollout).startsWith(OWN))
                .collect(Collectors.toMap(rollout -> rollout, rollout -> ServiceCode.of(image(rollout).substring(OWN.length())
                .split("[:@]")[0])));
    }

    private static String image(Manifest rollout) {
        return rollout.at(CONTAINER + "/image").asText();
    }

    /** What a pod's environment says, from the template itself and the ConfigMaps and Secrets that it names; values of Secrets are empty.
     * */
    private static Map<String, String> variables(Manifests manifests, Manifest rollout) {
        Map<String, String> variables = new HashMap<>();
        rollout.list(CONTAINER + "/envFrom").forEach(from -> {
            String map = from.at("/configMapRef/name").asText();
            manifests.find("ConfigMap", rollout.namespace(), map).ifPresent(found ->
                    found.at("/data").properties().forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText())));
            manifests.find("ExternalSecret", rollout.namespace(), from.at("/secretRef/name").asText()).ifPresent(found ->
                    found.list("/spec/data").forEach(entry -> variables.put(entry.path("secretKey").asText(), "")));
        });
        rollout.list(CONTAINER + "/env").forEach(each -> variables.put(each.path("name").asText(), each.path("value").asText()));
        return variables;
    }

    @Test
    void everyServiceIsDeployed() {
        assertThat(services(Repository.environment("staging")).values()).containsExactlyInAnyOrder(ServiceCode.values());
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void everyVariableIsASetting(String environment) {
        Manifests manifests = Repository.environment(environment);
        assertThat(services(manifests)).allSatisfy((rollout, code) ->
                assertThat(code.settings().keySet()).as("%s", rollout).containsAll(variables(manifests, rollout).keySet()));
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void everySettingThatProductionNeedsIsGiven(String environment) {
        Manifests manifests = Repository.environment(environment);
        assertThat(services(manifests)).allSatisfy((rollout, code) -> {
            Set<String> needed = code.settings().entrySet().stream()
                    .filter(setting -> setting.getValue().equals("required") || setting.getValue()
                    .matches(".*(localhost|127\\.0\\.0\\.1).*"))
                    .map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
            assertThat(variables(manifests, rollout).keySet()).as("%s", rollout).containsAll(needed);
        });
    }

    @Test
    void secretsComeFromSecrets() {
        Manifests manifests = Repository.environment("prod");
        assertThat(services(manifests)).allSatisfy((rollout, code) -> {
            Set<String> secret = code.settings().entrySet().stream().filter(setting -> setting.getValue().equals("secret")
                    || setting.getKey().endsWith("_SECRET")).map(Map.Entry::getKey).collect(Collectors.toSet());
            assertThat(variables(manifests, rollout)).as("%s", rollout).allSatisfy((name, value) ->
                    assertThat(value.isEmpty() || !secret.contains(name)).as(name).isTrue());
            assertThat(variables(manifests, rollout).keySet()).as("%s", rollout).containsAll(secret);
        });
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void portsAreTheCodes(String environment) {
        Manifests manifests = Repository.environment(environment);
        assertThat(services(manifests)).allSatisfy((rollout, code) -> {
            Map<String, Integer> container = rollout.list(CONTAINER + "/ports").stream()
                    .collect(Collectors.toMap(port -> port.path("name").asText(), port -> port.path("containerPort").asInt()));
            assertThat(container).as("%s", rollout).isEqualTo(code.ports());
            assertThat(rollout.at("/spec/template/metadata/annotations").path("prometheus.io/port").asInt())
                    .isEqualTo(code.ports().get("management"));
            assertThat(manifests.find("Service", rollout.namespace(), rollout.name()).orElseThrow().list("/spec/ports"))
                    .allSatisfy(port -> {
                assertThat(port.path("port").asInt()).isEqualTo(code.ports().get(port.path("name").asText()));
                assertThat(port.path("targetPort").asText()).isEqualTo(port.path("name").asText());
            });
        });
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void whoIsCalledListensThere(String environment) {
        Manifests manifests = Repository.environment(environment);
        assertThat(services(manifests).keySet()).allSatisfy(rollout -> assertThat(variables(manifests, rollout)).allSatisfy((name,
                value) -> {
            if (value.matches("[a-z0-9.-]+\\.svc\\.cluster\\.local:[0-9]+")) {
                String[] address = value.split(":");
                assertThat(manifests.listens(address[0], Integer.parseInt(address[1]))).as("%s: %s %s", rollout, name, value).isTrue();
            }
        }));
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void whatIsAllowedIsAPortOfTheService(String environment) {
        Manifests manifests = Repository.environment(environment);
        assertThat(services(manifests)).allSatisfy((rollout, code) -> {
            List<Manifest> allowing = manifests.of("AuthorizationPolicy").filter(policy -> policy.namespace().equals(rollout.namespace())
                    && policy.at("/spec/selector/matchLabels").properties().stream().anyMatch(label ->
                    rollout.at("/spec/template/metadata/labels").path(label.getKey()).equals(label.getValue()))).toList();
            assertThat(allowing).isNotEmpty().allSatisfy(policy -> assertThat(values(policy.spec(), "ports")).as("%s", policy)
                    .allSatisfy(port -> assertThat(code.ports().values()).contains(Integer.parseInt(port))));
            assertThat(manifests.find("NetworkPolicy", rollout.namespace(), rollout.name()).orElseThrow().list("/spec/ingress"))
                    .allSatisfy(rule ->
                    assertThat(rule.at("/ports/0/port").asInt()).isIn(Stream.concat(code.ports().values().stream(), Stream.of(15020))
                            .toList()));
        });
    }

    @Test
    void everyPathOfGrpcExists() {
        Manifests manifests = Repository.environment("prod");
        Stream<String> allowed = allowed(manifests).filter(path -> !path.startsWith("/v1/"))
                .map(path -> Pattern.quote(path.replace("*", "")) + (path.endsWith("*") ? ".*" : ""));
        Stream<String> routed = manifests.of("VirtualService").flatMap(service -> service.list("/spec/http").stream())
                .flatMap(route -> route.path("match").valueStream()).map(match -> match.path("uri")).filter(JsonNode::isObject)
                .map(uri -> uri.has("regex") ? uri.path("regex").asText() : uri.has("prefix") ? Pattern.quote(uri.path("prefix")
                .asText()) + ".*"
                        : Pattern.quote(uri.path("exact").asText()));
        assertThat(Stream.concat(allowed, routed).filter(path -> !path.startsWith("/v1/")).distinct()).isNotEmpty().allSatisfy(path ->
                assertThat(ServiceCode.grpcPaths()).as(path).anyMatch(Pattern.compile(path).asMatchPredicate()));
    }

    @Test
    void everyAddressThatIsAllowedIsServed() {
        Set<String> served = GatewayAccess.TABLE.routes().stream().map(AccessTable.Route::path).collect(Collectors.toSet());
        assertThat(allowed(Repository.environment("prod")).filter(path -> path.startsWith("/v1/"))).isNotEmpty().allSatisfy(path ->
                assertThat(served).as(path).anyMatch(address -> path.endsWith("*") ? address.startsWith(path.replace("*", ""))
                        : address.equals(path)));
    }

    private static Stream<String> allowed(Manifests manifests) {
        return manifests.of("AuthorizationPolicy").flatMap(policy -> values(policy.spec(), "paths").stream());
    }

    @Test
    void everyMethodOfGrpcIsAllowedToSomebody() {
        Set<String> allowed = Repository.environment("prod").of("AuthorizationPolicy").flatMap(policy -> values(policy.spec(), "paths")
                .stream())
                .filter(path -> path.endsWith("*")).map(path -> path.replace("*", "")).collect(Collectors.toSet());
        assertThat(ServiceCode.grpcPaths()).allSatisfy(path -> assertThat(allowed).anyMatch(path::startsWith));
    }

    @Test
    void healthIsAskedWhereItIs() {
        Manifests manifests = Repository.environment("dev");
        assertThat(services(manifests)).allSatisfy((rollout, code) -> {
            if (code != ServiceCode.MODEL_SERVER) {
                assertThat(Stream.of("startupProbe", "livenessProbe", "readinessProbe").map(probe -> rollout.at(CONTAINER + "/" + probe
                        + "/httpGet")))
                        .allSatisfy(probe -> assertThat(HealthRoutes.paths()).contains(probe.path("path").asText()));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void edgeAndGatewayBelieveTheSameIssuer(String environment) {
        Manifests manifests = Repository.environment(environment);
        Manifest gateway = manifests.find("Rollout", "outrigger", "api-gateway").orElseThrow();
        Map<String, String> variables = variables(manifests, gateway);
        manifests.of("RequestAuthentication").flatMap(each -> each.list("/spec/jwtRules").stream()).forEach(rule -> {
            assertThat(rule.path("issuer").asText()).isEqualTo(variables.get("JWT_ISSUER"));
            assertThat(rule.path("jwksUri").asText()).isEqualTo(variables.get("JWT_JWKS"));
            assertThat(rule.at("/audiences/0").asText()).isEqualTo(variables.get("JWT_AUDIENCE"));
        });
    }

    /** While Redis is away each grants its part: with more of them than are counted the limits would not hold. */
    @ParameterizedTest
    @FieldSource("ENVIRONMENTS")
    void asManyGatewaysShareTheLimitsAsThereMayBe(String environment) {
        Manifests manifests = Repository.environment(environment);
        Manifest gateway = manifests.find("Rollout", "outrigger", "api-gateway").orElseThrow();
        int most = manifests.find("ScaledObject", "outrigger", "api-gateway").orElseThrow().at("/spec/maxReplicaCount").asInt();
        assertThat(Integer.parseInt(variables(manifests, gateway).get("GATEWAYS"))).isGreaterThanOrEqualTo(most);
    }

    private static List<String> values(JsonNode node, String field) {
        return node.findValues(field).stream().flatMap(JsonNode::valueStream).map(JsonNode::asText).toList();
    }
}
