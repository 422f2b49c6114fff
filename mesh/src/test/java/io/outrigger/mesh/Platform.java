package io.outrigger.mesh;

import io.grpc.Status;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.RedisProcess;
import io.outrigger.backends.StateDirectory;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.Tokens;
import io.outrigger.testing.manifests.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The platform in a mesh: each service's jar behind its own Envoy, two of those that a test takes one away from, and the ingress in front.
 * batch-worker is a stand-in that refuses and counts.
 */
final class Platform implements AutoCloseable {
    static final String ISSUER = "https://identity.outrigger.example";

    private final Mesh mesh;
    private final StateDirectory state;
    private final PostgresProcess postgres;
    private final RedisProcess redis;
    private final Set<String> names = new HashSet<>();
    private final Map<String, ServiceProgram> programs = new LinkedHashMap<>();
    private final Tokens tokens = new Tokens();
    private final CountingServer batchWorker = new CountingServer(Status.UNAVAILABLE.withDescription("a stand-in"));
    private final int httpsPort = FreePort.next();
    private final Pod ingress;

    Platform(Mesh mesh) {
        this.mesh = mesh;
        state = StateDirectory.open(mesh.folder().resolve("state"));
        postgres = PostgresProcess.start(state.subdirectory("postgres"), 0);
        redis = RedisProcess.start(state.subdirectory("redis"), 0);
        outside("postgresql", postgres.port());
        outside("redis", redis.port());
        mesh.configuration().all("ServiceEntry").forEach(entry -> entry.spec().path("hosts").forEach(host -> names.add(host.asText())));
        ingress = ingress();
        add("model-server", Family.NAME, 21);
        add("model-server", Family.NAME, 22);
        add("metadata-service", "metadata-service", 23);
        add("inference-orchestrator", "inference-orchestrator", 24);
        add("inference-orchestrator", "inference-orchestrator", 25);
        add("model-router", "model-router", 26);
        add("model-router", "model-router", 27);
        add("api-gateway", "api-gateway", 28);
        Workload worker = mesh.workload("batch-worker");
        mesh.add(worker.pod(29, Map.of(9084, batchWorker.port())), worker.protocols());
        mesh.push();
        programs.values().forEach(ServiceProgram::start);
        programs.values().forEach(ServiceProgram::awaitReady);
    }

    private void outside(String name, int port) {
        mesh.rendered().stream().filter(object -> object.is("ServiceEntry", name))
                .forEach(entry -> mesh.configuration().put(OneMachine.external(entry, port)));
    }

    private Pod ingress() {
        Pod pod = new Pod("ingress-30", "outrigger-ingress", "ingress", 30, Map.of("istio", "ingress"), Map.of());
        Map<Integer, Integer> ports = Map.of(443, httpsPort, 80, FreePort.next());
        for (Manifest object : mesh.rendered()) {
            switch (object.kind()) {
                case "Gateway" -> mesh.configuration().put(OneMachine.gateway(object, pod.address(), ports));
                case "RequestAuthentication" -> mesh.configuration().put(OneMachine.tokens(object, TextFile.read(tokens.keyFile())));
                default -> { }
            }
        }
        mesh.addIngress(pod);
        return pod;
    }

    /** @param workload in gitops/ */
    private void add(String jar, String workload, int number) {
        Workload template = mesh.workload(workload);
        Map<String, String> environment = new HashMap<>(template.environment());
        Map<Integer, Integer> programPorts = new LinkedHashMap<>();
        for (int port : template.meshPorts()) {
            int free = FreePort.next();
            programPorts.put(port, free);
            String rest = jar.equals("model-server") ? "HTTP_PORT" : "PORT";
            environment.put(template.protocols().get(port).equals("GRPC") ? "GRPC_PORT" : rest, Integer.toString(free));
        }
        Pod pod = template.pod(number, programPorts);
        environment.putAll(ofThisMachine(pod));
        mesh.add(pod, template.protocols());
        programs.put(pod.name(), new ServiceProgram(jar, pod, environment, names, mesh.folder()));
    }

    /** What Secrets would say, and where a name does not do: Redisson asks DNS itself. */
    private Map<String, String> ofThisMachine(Pod pod) {
        return Map.of(
                "DB_NAME", postgres.database(), "DB_USER", postgres.user(), "DB_PASSWORD", postgres.password(),
                "REDIS_HOST", pod.outboundAddress() + ":6379",
                "JWT_JWKS", tokens.keyFile().toString(),
                "API_KEYS_SECRET", "a secret of at least thirty-two bytes, for one test",
                "MODEL_REPOSITORY", Checkout.ROOT.resolve("models").toString(),
                "REQUESTS_PER_MINUTE", "10000000");
    }

    ServiceProgram program(String podName) {
        return programs.get(podName);
    }

    /** The address of the ingress for callers from outside. */
    Pod ingressPod() {
        return ingress;
    }

    int httpsPort() {
        return httpsPort;
    }

    CountingServer batchWorker() {
        return batchWorker;
    }

    /** A token that gateway and registry believe. */
    String token(String scopes) {
        return tokens.sign(tokens.claims(scopes).issuer(ISSUER).build());
    }

    @Override
    public void close() {
        new ArrayList<>(programs.values()).forEach(program -> {
            if (program.process() != null) {
                program.process().close();
            }
        });
        batchWorker.close();
        redis.close();
        postgres.close();
        state.close();
    }
}
