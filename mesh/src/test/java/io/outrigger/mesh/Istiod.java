package io.outrigger.mesh;

import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real istiod that reads its configuration from one file and knows no Kubernetes. It speaks to Envoys in plain text on loopback; what it
 * tells them is what it would tell them in a cluster, but for two filters that only Istio's own build of Envoy has.
 */
final class Istiod implements AutoCloseable {
    /** Envoy as its project publishes it has neither Istio's exchange of peers' names for metrics nor its override of ALPN. */
    private static final Map<String, String> STOCK_ENVOY = Map.of(
            "PILOT_ENABLE_METADATA_EXCHANGE", "false",
            "PILOT_DISABLE_MX_ALPN", "true",
            "PILOT_ENABLE_ALPN_FILTER", "false",
            "ENABLE_CA_SERVER", "false",
            "POD_NAMESPACE", "istio-system");

    private final int discoveryPort = FreePort.next();
    private final ChildProcess process;

    /**
     * @param configuration a folder with one YAML file, looked at whenever it changes
     * @param meshConfiguration what a cluster has in the ConfigMap istio
     */
    Istiod(Path binary, Path configuration, Path meshConfiguration, Path log) {
        process = ChildProcess.start("istiod", List.of(binary.toString(), "discovery", "--registries=",
                "--configDir=" + configuration,
                "--meshConfig=" + meshConfiguration,
                "--grpcAddr=" + Loopback.HOST + ":" + discoveryPort,
                "--httpAddr=" + Loopback.HOST + ":" + FreePort.next(),
                "--monitoringAddr=" + Loopback.HOST + ":" + FreePort.next(),
                "--secureGRPCAddr=", "--httpsAddr=", "--ctrlz_port=0"), STOCK_ENVOY, log);
        // Its gRPC port opens last, when the configuration is read and watched; its /ready waits for webhooks, which only Kubernetes calls.
        Eventually.isTrue(() -> {
            process.requireAlive();
            return Loopback.listens(Loopback.HOST, discoveryPort);
        });
    }

    /** Where Envoys ask it. */
    int discoveryPort() {
        return discoveryPort;
    }

    @Override
    public void close() {
        process.close();
    }
}
