package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service's jar as a process of its own, started as a container starts it: {@code java -jar} and environment variables. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(4);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String name;
    private final Map<String, String> environment;
    private final String managementPort;
    private final Path log;
    private Process process;

    ServiceProcess(String name, Map<String, String> environment, Path logs) {
        this.name = name;
        this.environment = Map.copyOf(environment);
        this.managementPort = environment.containsKey("METRICS_PORT") ? environment.get("METRICS_PORT")
                : environment.get("MANAGEMENT_PORT");
        this.log = logs.resolve(name + ".log");
    }

    void start() {
        if (isRunning()) {
            return;
        }
        Path jar = Repository.ROOT.resolve("services/" + name + "/target/" + name + ".jar");
        assertThat(jar).as("mvn package builds it").exists();
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m", "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
        builder.environment().putAll(environment);
        try {
            process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isRunning() {
        return process != null && process.isAlive();
    }

    void awaitReady() {
        Eventually.within(READY_PATIENCE, () -> {
            assertThat(process.isAlive()).as("%s runs; it said: %s", name, tail()).isTrue();
            assertThat(readiness().statusCode()).as(() -> name + " " + readinessText()).isEqualTo(200);
        });
    }

    /** The answer of the management port. */
    HttpResponse<String> readiness() throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/health/ready")).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String readinessText() {
        try {
            return readiness().body();
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    private String tail() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends within its drain time", name).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        if (isRunning()) {
            process.destroyForcibly();
        }
    }
}
