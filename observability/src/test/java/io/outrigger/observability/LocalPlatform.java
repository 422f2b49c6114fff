package io.outrigger.observability;

import io.outrigger.testing.Checkout;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The platform on this machine as {@code mvn -Pup} starts it, a process on ports and in a folder of its own. */
final class LocalPlatform implements AutoCloseable {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Duration JCMD_LIMIT = Duration.ofSeconds(60);
    /** Where each hands out its metrics, before the offset. */
    private static final Map<String, Integer> METRICS = Map.of("api-gateway", 7080, "model-router", 7081, "inference-orchestrator", 7082,
            "metadata-service", 7083, "batch-worker", 7084, "model-server", 8002);
    private static final List<Integer> PORTS = List.of(8000, 8001, 8002, 7080, 7081, 7082, 7083, 7084, 8080, 8081, 8082, 8083, 8084,
            9080, 9081, 9082, 9083, 9084, 15_432, 16_379, 19_092, 19_000);

    private final ChildProcess process;
    private final int offset;
    private final Map<String, String> access;

    private LocalPlatform(ChildProcess process, int offset, Map<String, String> access) {
        this.process = process;
        this.offset = offset;
        this.access = access;
    }

    /**
     * Returns when it is up.
     *
     * @param collector where it sends its spans
     */
    static LocalPlatform start(Path folder, URI collector) {
        int offset = freeOffset();
        Path log = folder.resolve("platform.log");
        Path home = folder.resolve("platform");
        Path jar = Checkout.ROOT.resolve("services/local/target/local.jar");
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is not there: mvn package makes it");
        }
        ChildProcess process = ChildProcess.start("the platform", List.of(JAVA.resolve("java").toString(), "-Xmx1g",
                        "--sun-misc-unsafe-memory-access=allow", "-jar", jar.toString()),
                Map.of("OUTRIGGER_HOME", home.toString(), "OUTRIGGER_PORT_OFFSET", Integer.toString(offset),
                        "OUTRIGGER_MODELS", Checkout.ROOT.resolve("models").toString(),
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.toString()), log);
        Eventually.isTrue(() -> {
            process.requireAlive();
            return Files.readString(log).contains("Outrigger is up");
        });
        return new LocalPlatform(process, offset, read(home.resolve("platform.env")));
    }

    private static int freeOffset() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(1_000, 12_000)).limit(1_000)
                .filter(offset -> PORTS.stream().allMatch(port -> isFree(port + offset))).findFirst().orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static Map<String, String> read(Path file) {
        return SourceFiles.text(file).lines().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** An address or a token, by its name in platform.env. */
    String access(String name) {
        return access.get(name);
    }

    /** The port of each service's metrics. */
    Map<String, Integer> metricsPorts() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        METRICS.forEach((service, port) -> ports.put(service, port + offset));
        return ports;
    }

    /** So that there are collections to see. */
    void collectGarbage() {
        try {
            ProgramRun.of(List.of(JAVA.resolve("jcmd").toString(), Long.toString(process.pid()), "GC.run"), Map.of(), JCMD_LIMIT)
                    .requireSuccess();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.terminate();
        process.awaitEnd();
        process.close();
    }
}
