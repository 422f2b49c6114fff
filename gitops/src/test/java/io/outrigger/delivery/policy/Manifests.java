package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that one environment runs on its cluster, or everything that Argo CD is told. */
public record Manifests(String environment, List<Manifest> all) {

    public Stream<Manifest> of(String... kinds) {
        return all.stream().filter(manifest -> List.of(kinds).contains(manifest.kind()));
    }

    public Optional<Manifest> find(String kind, String namespace, String name) {
        return of(kind).filter(manifest -> manifest.name().equals(name) && manifest.namespace().equals(namespace)).findFirst();
    }

    /** The pods' templates: of Rollouts, Deployments, StatefulSets, and of what analyses run. */
    public Stream<Manifest> workloads() {
        return Stream.concat(of("Rollout", "Deployment", "StatefulSet"), jobs());
    }

    /** The Jobs that analyses run, by the names of their templates. */
    public Stream<Manifest> jobs() {
        return of("ClusterAnalysisTemplate").flatMap(template -> template.list("/spec/metrics").stream()
                .map(metric -> metric.at("/provider/job/spec")).filter(JsonNode::isObject).map(spec -> job(template.name(), spec)));
    }

    private static Manifest job(String name, JsonNode spec) {
        ObjectNode job = JsonNodeFactory.instance.objectNode().put("apiVersion", "batch/v1").put("kind", "Job");
        job.putObject("metadata").put("name", name);
        job.set("spec", spec);
        return new Manifest(job);
    }

    /** The platform's own services and fleets: what Argo Rollouts replaces. */
    public List<Manifest> rollouts() {
        return of("Rollout").toList();
    }

    /** A Service by the long name that the mesh calls it by. */
    public Optional<Manifest> service(String host) {
        String[] parts = host.split("\\.");
        return parts.length < 2 ? Optional.empty() : find("Service", parts[1], parts[0]);
    }

    /** Whether a host is a Service with this port, or outside and declared. */
    public boolean listens(String host, int port) {
        return service(host).map(service -> service.list("/spec/ports").stream().anyMatch(each -> each.path("port").asInt() == port))
                .orElseGet(() -> of("ServiceEntry").anyMatch(entry -> Manifest.texts(entry.at("/spec/hosts")).contains(host)));
    }

    /** The subsets that all DestinationRules of a host declare together. */
    public List<String> subsets(String host) {
        return of("DestinationRule").filter(rule -> rule.at("/spec/host").asText().equals(host))
                .flatMap(rule -> rule.list("/spec/subsets").stream()).map(subset -> subset.path("name").asText()).toList();
    }

    static Stream<JsonNode> containers(Manifest workload) {
        return Stream.concat(workload.list("/spec/template/spec/containers").stream(),
                workload.list("/spec/template/spec/initContainers").stream());
    }
}
