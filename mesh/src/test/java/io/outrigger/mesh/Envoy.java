package io.outrigger.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.PythonEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A real Envoy beside one pod's program, or at the edge; all that it does it has from istiod. */
final class Envoy implements AutoCloseable {
    /** A sidecar belongs to a pod, a router stands alone: so istiod calls the two. */
    enum Kind { SIDECAR, ROUTER }

    private static final PythonEnvironment PYTHON = PythonEnvironment.of(Envoy.class, "requirements.txt");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pod pod;
    private final Kind kind;
    private final Path folder;
    private final int adminPort = FreePort.next();
    private final int discoveryPort;
    private final int secretsPort;
    private ChildProcess process;

    Envoy(Pod pod, Kind kind, Path folder, int discoveryPort, int secretsPort) {
        this.pod = pod;
        this.kind = kind;
        this.folder = folder;
        this.discoveryPort = discoveryPort;
        this.secretsPort = secretsPort;
    }

    /** The program, or the end of the test as skipped where Python or its packages are missing. */
    static Path programOrSkip() {
        return PYTHON.program("envoy").file();
    }

    Pod pod() {
        return pod;
    }

    String nodeId() {
        return pod.nodeId(kind.name().toLowerCase());
    }

    /** Starts it, again if it was killed. */
    void start() {
        Path bootstrap = TextFile.write(folder.resolve(pod.name() + "-envoy.json"), bootstrap());
        List<String> command = List.of(programOrSkip().toString(), "-c", bootstrap.toString(), "--disable-hot-restart",
                "--concurrency", "1", "--log-level", "error");
        process = ChildProcess.start("Envoy of " + pod.name(), command, Map.of(), folder.resolve(pod.name() + "-envoy.log"));
    }

    /** Everything that istiod has told it. */
    JsonNode configuration() {
        return json(LocalHttp.get(adminPort, "/config_dump").text());
    }

    /** Whom it does not call at the moment because of too many failures, by address. */
    Set<String> ejected() {
        Set<String> ejected = new TreeSet<>();
        for (JsonNode cluster : json(LocalHttp.get(adminPort, "/clusters?format=json").text()).path("cluster_statuses")) {
            for (JsonNode host : cluster.path("host_statuses")) {
                if (host.path("health_status").path("failed_outlier_check").asBoolean()) {
                    ejected.add(host.path("address").path("socket_address").path("address").asText());
                }
            }
        }
        return ejected;
    }

    ChildProcess process() {
        return process;
    }

    private String bootstrap() {
        ObjectNode metadata = JSON.createObjectNode();
        metadata.put("NAMESPACE", pod.namespace()).put("SERVICE_ACCOUNT", pod.serviceAccount()).put("NAME", pod.name())
                .put("CLUSTER_ID", "Kubernetes").put("ISTIO_VERSION", "1.31.0").put("MESH_ID", "cluster.local")
                .put("INTERCEPTION_MODE", "NONE").put("INSTANCE_IPS", pod.address()).put("UNPRIVILEGED_POD", "true")
                .put("WORKLOAD_NAME", pod.serviceAccount());
        pod.labels().forEach(metadata.withObject("/LABELS")::put);
        return """
                {"node":{"id":"%s","cluster":"%s","metadata":%s},
                 "admin":{"address":{"socket_address":{"address":"127.0.0.1","port_value":%d}}},
                 "dynamic_resources":{
                   "lds_config":{"ads":{},"initial_fetch_timeout":"0s","resource_api_version":"V3"},
                   "cds_config":{"ads":{},"initial_fetch_timeout":"0s","resource_api_version":"V3"},
                   "ads_config":{"api_type":"GRPC","transport_api_version":"V3","set_node_on_first_message_only":true,
                     "grpc_services":[{"envoy_grpc":{"cluster_name":"xds-grpc"}}]}},
                 "static_resources":{"clusters":[%s,%s]}}
                """.formatted(nodeId(), pod.serviceAccount() + "." + pod.namespace(), metadata, adminPort,
                cluster("xds-grpc", discoveryPort), cluster("sds-grpc", secretsPort));
    }

    private static String cluster(String name, int port) {
        return """
                {"name":"%1$s","type":"STATIC","connect_timeout":"5s",
                 "typed_extension_protocol_options":{"envoy.extensions.upstreams.http.v3.HttpProtocolOptions":{
                   "@type":"type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                   "explicit_http_config":{"http2_protocol_options":{}}}},
                 "load_assignment":{"cluster_name":"%1$s","endpoints":[{"lb_endpoints":[{"endpoint":{"address":{
                   "socket_address":{"address":"127.0.0.1","port_value":%2$d}}}}]}]}}
                """.formatted(name, port);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
