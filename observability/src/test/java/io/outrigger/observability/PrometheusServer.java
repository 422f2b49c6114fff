package io.outrigger.observability;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.programs.ChildProcess;
import io.outrigger.testing.programs.Executable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Prometheus with our rules, which scrapes a platform and adds the labels that it would have from a cluster. */
final class PrometheusServer implements AutoCloseable {
    private static final String EVERY = "2s";

    private final ChildProcess process;
    private final RestClient client;
    private final Instant started = Instant.now();

    private PrometheusServer(ChildProcess process, RestClient client) {
        this.process = process;
        this.client = client;
    }

    /** Returns when it answers. */
    static PrometheusServer start(Executable program, Path folder, Map<String, Integer> metricsPorts) {
        SourceFiles.write(folder.resolve("recording.yaml"), Rules.recording().plain());
        SourceFiles.write(folder.resolve("alerts.yaml"), Rules.alerts().plain());
        Path configuration = SourceFiles.write(folder.resolve("prometheus.yaml"), configuration(metricsPorts));
        String address = "127.0.0.1:" + FreePort.next();
        ChildProcess process = ChildProcess.start("prometheus", List.of(program.file().toString(), "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("series"), "--web.listen-address=" + address,
                "--enable-feature=exemplar-storage", "--log.level=warn"), Map.of(), folder.resolve("prometheus.log"));
        PrometheusServer server = new PrometheusServer(process, RestClient.of("http://" + address));
        Eventually.isTrue(() -> {
            process.requireAlive();
            try {
                return server.client.get("/-/ready").succeeded();
            } catch (IOException notYet) {
                return false;
            }
        });
        return server;
    }

    private static String configuration(Map<String, Integer> metricsPorts) {
        return """
                global: {scrape_interval: %s, scrape_timeout: %s, evaluation_interval: %s}
                rule_files: [recording.yaml, alerts.yaml]
                scrape_configs:
                """.formatted(EVERY, EVERY, EVERY) + metricsPorts.entrySet().stream().map(service -> """
                  - job_name: %1$s
                    static_configs: [{targets: ["127.0.0.1:%2$d"], labels: {namespace: outrigger, pod: %1$s-1}}]
                """.formatted(service.getKey(), service.getValue())).collect(Collectors.joining());
    }

    /** The series that an expression has had since the start, each with the values that it had. */
    List<JsonNode> sinceTheStart(String expression) {
        return data("/api/v1/query_range?step=1&" + range(expression)).path("result").valueStream().toList();
    }

    /** The labels of all single requests that stand beside the series of an expression. */
    List<JsonNode> exemplars(String expression) {
        return data("/api/v1/query_exemplars?" + range(expression)).valueStream()
                .flatMap(series -> series.path("exemplars").valueStream()).map(exemplar -> exemplar.path("labels")).toList();
    }

    private String range(String expression) {
        return "query=%s&start=%s&end=%s".formatted(URLEncoder.encode(expression, StandardCharsets.UTF_8), started, Instant.now());
    }

    /** Alerts that wait to fire, or fire. */
    List<JsonNode> alerts() {
        return data("/api/v1/alerts").path("alerts").valueStream().toList();
    }

    /** What it scrapes, by service: empty, or why it cannot. */
    Map<String, String> scrapeErrors() {
        return data("/api/v1/targets").path("activeTargets").valueStream().collect(Collectors.toMap(
                target -> target.at("/labels/job").asText(), target -> target.path("health").asText().equals("up") ? ""
                        : target.path("health").asText() + " " + target.path("lastError").asText()));
    }

    private JsonNode data(String path) {
        process.requireAlive();
        try {
            RestAnswer answer = client.get(path);
            if (!answer.succeeded()) {
                throw new AssertionError(path + ": " + answer);
            }
            return answer.json().path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        process.close();
    }
}
