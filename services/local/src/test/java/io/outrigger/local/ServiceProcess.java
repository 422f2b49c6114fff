package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service as a process of its own, started as a container starts it: a command and environment variables. */
final class ServiceProcess implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String name;
    private final Map<String, String> environment;
    private final Launch launch;
    private final String managementPort;
    private final Path log;
    private Process process;

    ServiceProcess(String name, Map<String, String> environment, Path logs) {
        this(name, environment, logs, Launch.JAR);
    }

    ServiceProcess(String name, Map<String, String> environment, Path logs, Launch launch) {
        this.launch = launch;
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
        ProcessBuilder builder = new ProcessBuilder(launch.command(name, environment));
        builder.environment().putAll(environment);
        try {
            process = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** A service that says that it is ready listens on all its ports. */
    void awaitReady() {
        Eventually.passes(() -> {
            assertThat(process.isAlive()).as("%s runs; it said: %s", name, tail()).isTrue();
            assertThat(readiness().statusCode()).as(() -> name + " " + readinessText()).isEqualTo(200);
        });
        for (String setting : List.of("PORT", "HTTP_PORT", "GRPC_PORT")) {
            if (environment.containsKey(setting)) {
                int port = Integer.parseInt(environment.get(setting));
                assertThatCode(() -> new Socket("127.0.0.1", port).close()).as("%s is ready and listens at %s %s", name, setting, port)
                        .doesNotThrowAnyException();
            }
        }
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

    int managementPort() {
        return Integer.parseInt(managementPort);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    private String tail() {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    long pid() {
        return process.pid();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        signal();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends within its drain time", name).isTrue();
        return process.exitValue();
    }

    /** SIGTERM; returns at once. */
    void signal() {
        process.destroy();
    }

    /** Sends it a signal by its name, such as STOP. */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor()).isZero();
    }

    @Override
    public void close() {
        if (isRunning()) {
            process.destroyForcibly();
        }
    }
}
