package io.outrigger.mesh;

import io.outrigger.testing.Checkout;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service's jar in a pod, with the environment that its Rollout gives it. The names in it lead to the pod's own Envoy, as iptables would
 * see to; only what a cluster alone has, Secrets and the addresses of backends, is said by the test.
 */
final class ServiceProgram {
    private final String service;
    private final Pod pod;
    private final Map<String, String> environment;
    private final Path folder;
    private final Path hosts;
    private final int managementPort = FreePort.next();
    private ChildProcess process;

    /**
     * @param environment what the Rollout says, and the test says otherwise
     * @param names of everything that a service might call
     */
    ServiceProgram(String service, Pod pod, Map<String, String> environment, Set<String> names, Path folder) {
        this.service = service;
        this.pod = pod;
        this.folder = folder;
        this.environment = new HashMap<>(environment);
        this.environment.put("BIND_HOST", Loopback.HOST);
        this.environment.put(service.equals("model-server") ? "METRICS_PORT" : "MANAGEMENT_PORT", Integer.toString(managementPort));
        this.environment.remove("OTEL_EXPORTER_OTLP_ENDPOINT"); // no collector runs here
        this.hosts = TextFile.write(folder.resolve(pod.name() + "-hosts"), hosts(names));
    }

    private Path jar() {
        Path jar = Checkout.ROOT.resolve("services/" + service + "/target/" + service + ".jar");
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is not there: mvn package makes it");
        }
        return jar;
    }

    /** With a hosts file, Java asks nobody else: a name that is not in it does not exist. */
    private String hosts(Set<String> names) {
        Set<String> lines = new HashSet<>(Set.of(Loopback.HOST + " localhost"));
        names.forEach(name -> lines.add(pod.outboundAddress() + " " + name));
        try {
            lines.add(Loopback.HOST + " " + InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException nameless) {
            lines.add(Loopback.HOST + " this-machine");
        }
        return String.join("\n", lines) + "\n";
    }

    Pod pod() {
        return pod;
    }

    void start() {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djdk.net.hosts.file=" + hosts, "-jar", jar().toString());
        process = ChildProcess.start(pod.name(), command, environment, folder.resolve(pod.name() + ".log"));
    }

    /** What the kubelet asks before it sends traffic. */
    void awaitReady() {
        Eventually.isTrue(() -> {
            process.requireAlive();
            return LocalHttp.get(managementPort, "/health/ready").status() == 200;
        });
    }

    ChildProcess process() {
        return process;
    }
}
