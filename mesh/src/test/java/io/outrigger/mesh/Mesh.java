package io.outrigger.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.manifests.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A mesh on one machine: istiod with the project's own policy, and an Envoy for each pod that a test adds. What runs behind an Envoy is
 * the test's affair: a service's jar, or a stand-in that counts what reaches it.
 */
final class Mesh implements AutoCloseable {
    static final String INGRESS_HOST = "api.outrigger.example";
    static final String REGISTRY_HOST = "registry.outrigger.example";
    /** What istiod is given as it is; Services, Sidecars, Gateways and the like are said in the words of one machine first. */
    private static final Set<String> AS_THEY_ARE = Set.of("AuthorizationPolicy", "DestinationRule", "EnvoyFilter", "PeerAuthentication",
            "Telemetry", "VirtualService");

    private final Path folder = Checkout.ROOT.resolve("mesh/target/mesh");
    private final List<Manifest> rendered;
    private final MeshCertificates certificates = new MeshCertificates();
    private final SecretDiscovery secrets = new SecretDiscovery(certificates, List.of(INGRESS_HOST, REGISTRY_HOST));
    private final IstioConfiguration configuration;
    private final PushBarrier barrier;
    private final Istiod istiod;
    private final Map<String, Envoy> envoys = new LinkedHashMap<>();

    private Mesh(List<Manifest> rendered, Path istiodProgram) {
        this.rendered = rendered;
        emptyFolder();
        configuration = new IstioConfiguration(folder.resolve("configuration"));
        barrier = new PushBarrier(configuration);
        rendered.stream().filter(object -> AS_THEY_ARE.contains(object.kind())).forEach(configuration::put);
        rendered.stream().filter(object -> object.kind().equals("Service"))
                .forEach(service -> configuration.put(OneMachine.service(service, portsBehind(service))));
        configuration.write();
        istiod = new Istiod(istiodProgram, configuration.folder(), meshConfiguration(), folder.resolve("istiod.log"));
    }

    /** A mesh without pods, or the end of the test as skipped where this machine lacks what it takes. */
    static Mesh startOrSkip() {
        Loopback.requireMany();
        Envoy.programOrSkip();
        List<Manifest> rendered = Stream.of("mesh", "gitops/platform/base", "gitops/models/sample-classifier/overlays/staging")
                .flatMap(path -> Manifest.render(Checkout.ROOT.resolve(path)).stream()).toList();
        return new Mesh(rendered, IstiodBinary.builtOrSkip());
    }

    private void emptyFolder() {
        try {
            if (Files.exists(folder)) {
                try (var files = Files.walk(folder)) {
                    for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The meshConfig that the cluster's istiod gets as Helm values. */
    private Path meshConfiguration() {
        Manifest values = Manifest.read(Checkout.ROOT.resolve("mesh/istiod-values.yaml")).getFirst();
        ObjectNode meshConfig = values.json().withObject("/meshConfig");
        return TextFile.write(folder.resolve("mesh-config.yaml"), new Manifest(meshConfig).yaml());
    }

    /** The ports of the pods that a Service selects, by name. */
    private Map<String, Integer> portsBehind(Manifest service) {
        Map<String, String> selector = Workload.texts(service.spec().path("selector"));
        Map<String, Integer> ports = new HashMap<>();
        rendered.stream().filter(object -> object.kind().equals("Rollout") || object.kind().equals("Deployment"))
                .map(object -> Workload.named(object.name(), rendered))
                .filter(workload -> workload.labels().entrySet().containsAll(selector.entrySet()))
                .forEach(workload -> ports.putAll(workload.ports()));
        return ports;
    }

    /** The workload of gitops/ of this name. */
    Workload workload(String name) {
        return Workload.named(name, rendered);
    }

    /** Everything that kubectl rendered. */
    List<Manifest> rendered() {
        return rendered;
    }

    /** What istiod knows, to be changed; {@link #push()} tells it. */
    IstioConfiguration configuration() {
        return configuration;
    }

    MeshCertificates certificates() {
        return certificates;
    }

    Path folder() {
        return folder;
    }

    /** A pod and its Envoy, which the next push makes known; the program behind it is the caller's to start. */
    Envoy add(Pod pod, Map<Integer, String> protocols) {
        configuration.put(OneMachine.pod(pod));
        configuration.put(OneMachine.sidecar(sidecarFor(pod), pod, protocols));
        return start(pod, Envoy.Kind.SIDECAR);
    }

    /** An Envoy at the edge, for the Gateways that select it. */
    Envoy addIngress(Pod pod) {
        return start(pod, Envoy.Kind.ROUTER);
    }

    private Envoy start(Pod pod, Envoy.Kind kind) {
        Envoy envoy = new Envoy(pod, kind, folder, istiod.discoveryPort(), secrets.port());
        secrets.admit(envoy.nodeId(), pod.identity());
        envoy.start();
        envoys.put(pod.name(), envoy);
        return envoy;
    }

    /** The Sidecar of mesh/ that selects the pod. */
    private Manifest sidecarFor(Pod pod) {
        return rendered.stream().filter(object -> object.kind().equals("Sidecar") && object.namespace().equals(pod.namespace()))
                .filter(object -> pod.labels().entrySet()
                        .containsAll(Workload.texts(object.spec().path("workloadSelector").path("labels")).entrySet()))
                .findFirst().orElseThrow(() -> new AssertionError("no Sidecar in mesh/ selects " + pod));
    }

    /** Takes the pod out of its Service, as Kubernetes does when the pod is deleted, before its program has heard of it. */
    void withdraw(Pod pod) {
        configuration.remove(OneMachine.pod(pod));
    }

    /** Puts it back. */
    void restore(Pod pod) {
        configuration.put(OneMachine.pod(pod));
    }

    Envoy envoy(String podName) {
        return envoys.get(podName);
    }

    /** Tells istiod what has changed, and returns when every Envoy that runs has it. */
    void push() {
        Collection<Envoy> running = envoys.values().stream().filter(envoy -> envoy.process().isAlive()).toList();
        barrier.push(running);
    }

    @Override
    public void close() {
        new ArrayList<>(envoys.values()).forEach(Envoy::close);
        istiod.close();
        secrets.close();
    }
}
