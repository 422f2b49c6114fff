package io.outrigger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of this folder reaches a cluster, rendered by kubectl as Argo CD renders it. */
class DeliveryTest {
    private static final String COLLECTOR = "collector/config.yaml";

    private static List<Manifest> rendered() {
        return Manifest.render(Checkout.ROOT.resolve("gitops/monitoring"));
    }

    private static Stream<Manifest> rendered(String kind) {
        return rendered().stream().filter(manifest -> manifest.kind().equals(kind));
    }

    @Test
    void everyDashboardIsGivenToGrafana() {
        List<Manifest> maps = rendered("ConfigMap").filter(map -> map.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
                .toList();
        assertThat(maps.stream().flatMap(map -> map.at("/data").properties().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().asText())))
                .isEqualTo(Dashboard.all().stream().collect(Collectors.toMap(Dashboard::name,
                        dashboard -> SourceFiles.text(dashboard.file()))));
    }

    @Test
    void allRulesAreGivenToPrometheusWhichTakesThem() {
        assertThat(rendered("PrometheusRule").map(Manifest::spec))
                .containsExactlyInAnyOrder(Rules.recording().manifest().spec(), Rules.alerts().manifest().spec());
        JsonNode prometheus = rendered("Prometheus").findFirst().orElseThrow().spec();
        assertThat(List.of(prometheus.path("ruleSelector"), prometheus.path("ruleNamespaceSelector"), prometheus.path("podMonitorSelector"),
                prometheus.path("podMonitorNamespaceSelector"))).allMatch(selector -> selector.isObject() && selector.isEmpty());
        assertThat(Manifest.texts(prometheus.path("enableFeatures"))).contains("exemplar-storage");
    }

    /** Services, workers and model servers: whoever is rolled out is asked, under its own name. */
    @Test
    void everythingThatIsRolledOutIsScraped() {
        Manifest monitor = rendered("PodMonitor").filter(each -> each.name().equals("outrigger")).findFirst().orElseThrow();
        List<Manifest> rollouts = SourceFiles.below(Checkout.ROOT.resolve("gitops"), "rollout.yaml").stream()
                .flatMap(file -> Manifest.read(file).stream()).filter(manifest -> manifest.kind().equals("Rollout")).toList();
        Map<String, JsonNode> wanted = monitor.at("/spec/selector/matchLabels").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(rollouts).hasSizeGreaterThan(5).allSatisfy(rollout -> {
            JsonNode labels = rollout.at("/spec/template/metadata/labels");
            assertThat(wanted).as("%s", rollout).allSatisfy((label, value) -> assertThat(labels.path(label)).isEqualTo(value));
            assertThat(labels.path(monitor.at("/spec/jobLabel").asText()).asText()).isEqualTo(rollout.name());
        });
    }

    @Test
    void theCollectorUsesAllThatItConfigures() {
        JsonNode configuration = Manifest.parse(SourceFiles.text(COLLECTOR)).getFirst().json();
        JsonNode pipeline = configuration.at("/service/pipelines/traces");
        assertThat(Stream.of("receivers", "processors", "exporters")).allSatisfy(part -> assertThat(names(configuration.path(part)))
                .as(part).containsExactlyInAnyOrderElementsOf(Manifest.texts(pipeline.path(part))));
        assertThat(names(configuration.path("extensions")))
                .containsExactlyElementsOf(Manifest.texts(configuration.at("/service/extensions")));
        assertThat(Manifest.texts(pipeline.path("processors"))).startsWith("memory_limiter").endsWith("batch");
        JsonNode otlp = Manifest.parse(SourceFiles.text("collector/otlp.yaml")).getFirst().json();
        assertThat(names(otlp.path("exporters"))).containsExactlyElementsOf(Manifest.texts(otlp.at("/service/pipelines/traces/exporters")));
    }

    /** Ports of the configuration are those that the Deployment opens. */
    @Test
    void theCollectorListensWhereItIsReached() {
        Manifest deployment = rendered("Deployment").filter(each -> each.name().equals("otel-collector")).findFirst().orElseThrow();
        Set<Integer> open = deployment.list("/spec/template/spec/containers/0/ports").stream()
                .map(port -> port.path("containerPort").asInt()).collect(Collectors.toCollection(TreeSet::new));
        JsonNode configuration = Manifest.parse(SourceFiles.text(COLLECTOR)).getFirst().json();
        Stream<Integer> listened = Stream.concat(configuration.findValuesAsText("endpoint").stream()
                .map(endpoint -> Integer.valueOf(endpoint.substring(endpoint.lastIndexOf(':') + 1))),
                Stream.of(configuration.at("/service/telemetry/metrics/readers/0/pull/exporter/prometheus/port").asInt()));
        assertThat(listened).containsExactlyInAnyOrderElementsOf(open);
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
