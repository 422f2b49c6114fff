package io.outrigger.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Rollout or a Deployment of gitops/ runs: the labels, identity, ports and environment of its pods.
 *
 * @param ports of the container, by name
 */
record Workload(String name, String namespace, String serviceAccount, Map<String, String> labels, Map<String, Integer> ports,
        Map<String, String> environment) {

    /** The workload of this name among what kubectl has rendered. */
    static Workload named(String name, Collection<Manifest> rendered) {
        Manifest manifest = rendered.stream().filter(object -> object.is("Rollout", name) || object.is("Deployment", name)).findFirst()
                .orElseThrow(() -> new AssertionError("gitops/ has no Rollout or Deployment " + name));
        JsonNode template = manifest.spec().path("template");
        JsonNode container = template.path("spec").path("containers").path(0);
        Map<String, Integer> ports = new LinkedHashMap<>();
        container.path("ports").forEach(port -> ports.put(port.path("name").asText(), port.path("containerPort").asInt()));
        return new Workload(name, manifest.namespace(), template.path("spec").path("serviceAccountName").asText(),
                texts(template.path("metadata").path("labels")), ports, environment(container, rendered));
    }

    private static Map<String, String> environment(JsonNode container, Collection<Manifest> rendered) {
        Map<String, String> environment = new HashMap<>();
        for (JsonNode source : container.path("envFrom")) {
            String name = source.path("configMapRef").path("name").asText();
            rendered.stream().filter(object -> object.is("ConfigMap", name))
                    .forEach(object -> environment.putAll(texts(object.json().path("data"))));
        }
        container.path("env").forEach(variable -> environment.put(variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    /** Labels and the like. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties().forEach(property -> texts.put(property.getKey(), property.getValue().asText()));
        return texts;
    }

    /** The ports that belong to the mesh: all but that of management, which the kubelet asks. */
    List<Integer> meshPorts() {
        return ports.entrySet().stream().filter(port -> !port.getKey().equals("management") && !port.getKey().equals("metrics"))
                .map(Map.Entry::getValue).toList();
    }

    /** Istio's word for what is spoken at each of them. */
    Map<Integer, String> protocols() {
        Map<Integer, String> protocols = new TreeMap<>();
        ports.forEach((name, port) -> protocols.put(port, name.startsWith("grpc") ? "GRPC" : "HTTP"));
        return protocols;
    }

    /** @param programPorts by port of the pod, where its program listens */
    Pod pod(int number, Map<Integer, Integer> programPorts) {
        String podName = name + "-" + number;
        Map<String, String> own = new HashMap<>(labels);
        own.put(Pod.NAME_LABEL, podName);
        return new Pod(podName, namespace, serviceAccount, number, own, programPorts);
    }
}
