package io.outrigger.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.manifests.Manifest;
import java.util.Map;

/**
 * Says in Istio's words what a cluster would know from Kubernetes, and where listeners are that iptables would otherwise lead to. Nothing
 * else of the project's files is touched: every timeout, retry, limit and permission is theirs.
 */
final class OneMachine {
    private static final String FILE = "/etc/ingress/";

    private OneMachine() {
    }

    /**
     * A Service, as a ServiceEntry of the same name.
     *
     * @param ports by name, what the pods behind it listen on
     */
    static Manifest service(Manifest service, Map<String, Integer> ports) {
        Manifest entry = object("networking.istio.io/v1", "ServiceEntry", service.name(), service.namespace());
        ObjectNode spec = spec(entry);
        spec.putArray("hosts").add(service.name() + "." + service.namespace() + ".svc.cluster.local");
        spec.put("location", "MESH_INTERNAL").put("resolution", "STATIC");
        for (JsonNode port : service.spec().path("ports")) {
            String name = port.path("name").asText();
            JsonNode target = port.path("targetPort");
            spec.withArray("/ports").addObject().put("name", name).put("number", port.path("port").asInt())
                    .put("protocol", protocol(port)).put("targetPort", target.isTextual() ? ports.get(target.asText())
                            : target.asInt(port.path("port").asInt()));
        }
        spec.withObject("/workloadSelector").set("labels", service.spec().path("selector"));
        return entry;
    }

    /** As Istio reads it: the port's appProtocol, or its name up to the hyphen. */
    private static String protocol(JsonNode port) {
        String word = port.path("appProtocol").asText(port.path("name").asText()).replaceAll("-.*", "").toUpperCase();
        return word.equals("HTTP") || word.equals("GRPC") ? word : "TCP";
    }

    /** A pod that is ready, as a WorkloadEntry. */
    static Manifest pod(Pod pod) {
        Manifest entry = object("networking.istio.io/v1", "WorkloadEntry", pod.name(), pod.namespace());
        ObjectNode labels = spec(entry).put("address", pod.address()).put("serviceAccount", pod.serviceAccount()).withObject("/labels");
        pod.labels().forEach(labels::put);
        labels.put("security.istio.io/tlsMode", "istio");
        return entry;
    }

    /**
     * The Sidecar of a pod: what its service's Sidecar lets it call, at the pod's own addresses.
     *
     * @param protocols of the pod's ports, by number
     */
    static Manifest sidecar(Manifest service, Pod pod, Map<Integer, String> protocols) {
        Manifest sidecar = service.copy();
        sidecar.json().withObject("/metadata").put("name", pod.name());
        ObjectNode spec = spec(sidecar);
        spec.withObject("/workloadSelector").withObject("/labels").removeAll().put(Pod.NAME_LABEL, pod.name());
        for (JsonNode egress : spec.path("egress")) {
            ((ObjectNode) egress).put("bind", pod.outboundAddress()).put("captureMode", "NONE");
        }
        ArrayNode ingress = spec.putArray("ingress");
        pod.programPorts().forEach((port, program) -> {
            ObjectNode listener = ingress.addObject().put("bind", pod.address()).put("captureMode", "NONE")
                    .put("defaultEndpoint", Loopback.HOST + ":" + program);
            listener.putObject("port").put("number", port).put("protocol", protocols.get(port))
                    .put("name", protocols.get(port).toLowerCase() + "-" + port);
        });
        return sidecar;
    }

    /** A Gateway on the edge's address and free ports, with its certificate from the agent and not from a Secret. */
    static Manifest gateway(Manifest gateway, String address, Map<Integer, Integer> ports) {
        Manifest bound = gateway.copy();
        for (JsonNode server : bound.spec().path("servers")) {
            ((ObjectNode) server).put("bind", address);
            ObjectNode port = ((ObjectNode) server).withObject("/port");
            port.put("number", ports.get(port.path("number").asInt()));
            if (server.path("tls").has("credentialName")) {
                ObjectNode tls = ((ObjectNode) server).withObject("/tls");
                tls.remove("credentialName");
                tls.put("serverCertificate", FILE + "tls.crt").put("privateKey", FILE + "tls.key");
            }
        }
        return bound;
    }

    /** The same rules for tokens, with the public keys in place of the address to fetch them from. */
    static Manifest tokens(Manifest requestAuthentication, String publicKeys) {
        Manifest given = requestAuthentication.copy();
        for (JsonNode rule : given.spec().path("jwtRules")) {
            ((ObjectNode) rule).put("jwks", publicKeys).remove("jwksUri");
        }
        return given;
    }

    /** A server outside the mesh that is on this machine. */
    static Manifest external(Manifest serviceEntry, int port) {
        Manifest here = serviceEntry.copy();
        ObjectNode endpoint = spec(here).put("resolution", "STATIC").putArray("endpoints").addObject().put("address", Loopback.HOST);
        endpoint.withObject("/ports").put(spec(here).path("ports").path(0).path("name").asText(), port);
        return here;
    }

    private static ObjectNode spec(Manifest manifest) {
        return manifest.json().withObject("/spec");
    }

    private static Manifest object(String apiVersion, String kind, String name, String namespace) {
        Manifest object = Manifest.parse("kind: " + kind).getFirst();
        object.json().put("apiVersion", apiVersion).withObject("/metadata").put("name", name).put("namespace", namespace);
        return object;
    }
}
