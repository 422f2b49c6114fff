package io.outrigger.perf.process;

import io.outrigger.client.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A service in a process of its own, started from its jar as its image starts it. */
public record StartedService(Process process, double ready_ms) implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration STOP_MAX = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    private static final int OK = 200;
    private static final double NS_OF_MS = 1e6;

    /**
     * Starts it and waits until it says that it is ready.
     *
     * @param name such as model-router
     * @param jvm options of its virtual machine
     * @param settings its environment, with METRICS_PORT or MANAGEMENT_PORT
     * @throws IOException with the last lines of its log, where it ends, or is not ready in two minutes
     */
    public static StartedService start(String name, List<String> jvm, Map<String, String> settings, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Programs.java());
        command.addAll(jvm);
        command.addAll(List.of("-jar", Path.of("services", name, "target", name + ".jar").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(settings);
        String management = "http://127.0.0.1:" + settings.getOrDefault("METRICS_PORT", settings.get("MANAGEMENT_PORT"));
        long began = System.nanoTime();
        Process process = builder.start();
        try (RestClient asks = RestClient.of(management)) {
            if (!Programs.comesUp(process, START_MAX, LOOK_AGAIN, () -> isReady(asks))) {
                throw new IOException(name + " was not ready:\n" + Programs.lastLines(log));
            }
            return new StartedService(process, (System.nanoTime() - began) / NS_OF_MS);
        } catch (IOException failed) {
            Programs.stop(process, STOP_MAX);
            throw failed;
        }
    }

    private static boolean isReady(RestClient asks) {
        try {
            return asks.get("/health/ready").status() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        Programs.stop(process, STOP_MAX);
    }
}
