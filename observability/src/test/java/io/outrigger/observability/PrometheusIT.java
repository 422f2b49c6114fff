package io.outrigger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.ExportedSpan;
import io.outrigger.testing.StandInCollector;
import io.outrigger.testing.programs.Executable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real Prometheus beside the running platform, which callers of every kind ask: every panel shows something, every rule records
 * something, and nobody is woken.
 */
class PrometheusIT {
    private static final int WARM_UP = 150;
    private static final int ROUNDS_MIN = 12;
    private static final Duration TRAFFIC = Duration.ofSeconds(20);
    /** On one machine there is one fleet for all models. */
    private static final String FLEET_OF_A_CLUSTER = "fleet=\"" + Callers.MODEL + "\"";
    private static final Map<String, String> VARIABLES = Map.of("namespace", ".*", "service", ".*", "fleet", ".*", "model", Callers.MODEL,
            "stable", "v1", "canary", "v2", "__rate_interval", "20s", "__range", "1m");
    /** How fast this machine is, with whatever else runs on it, is not asked here. */
    private static final Predicate<JsonNode> OF_SPEED = alert -> alert.at("/labels/alertname").asText().startsWith("Latency");

    @TempDir
    static Path folder;

    private static final Deque<AutoCloseable> RUNNING = new ArrayDeque<>();
    private static StandInCollector collector;
    private static PrometheusServer prometheus;

    @BeforeAll
    static void run() {
        Executable program = Executable.orSkip("prometheus");
        collector = running(StandInCollector.start());
        LocalPlatform platform = running(LocalPlatform.start(folder, collector.endpoint()));
        Callers callers = running(Callers.of(platform));
        callers.warmUp(WARM_UP);
        prometheus = running(PrometheusServer.start(program, folder, platform.metricsPorts()));
        Eventually.passes(() -> assertThat(prometheus.scrapeErrors()).hasSize(platform.metricsPorts().size()).values().containsOnly(""));
        long end = System.nanoTime() + TRAFFIC.toNanos();
        for (int round = 0; round < ROUNDS_MIN || System.nanoTime() < end; round++) {
            callers.round(round);
            if (round % 10 == 0) {
                platform.collectGarbage();
            }
        }
    }

    private static <T extends AutoCloseable> T running(T started) {
        RUNNING.push(started);
        return started;
    }

    @AfterAll
    static void stop() throws Exception {
        while (!RUNNING.isEmpty()) {
            RUNNING.pop().close();
        }
    }

    static Stream<Query> questions() {
        return Stream.concat(Dashboard.all().stream().flatMap(Dashboard::queries), DeliveryQueries.all()
                .filter(query -> !query.text().contains("istio_")));
    }

    static Stream<String> recorded() {
        return Rules.recording().names().stream();
    }

    @ParameterizedTest
    @MethodSource("questions")
    void isAnswered(Query query) {
        String text = Dashboard.filledIn(query.text(), VARIABLES).replace("{{args.model}}", Callers.MODEL)
                .replace("{{args.stable}}", "v1").replace("{{args.canary}}", "v2").replace(FLEET_OF_A_CLUSTER, "fleet=\"default\"");
        assertThat(numbers(prometheus.sinceTheStart(text))).as(text).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void isRecorded(String name) {
        assertThat(numbers(prometheus.sinceTheStart(name))).isNotEmpty();
    }

    private static List<Double> numbers(List<JsonNode> series) {
        return series.stream().flatMap(each -> each.path("values").valueStream()).map(point -> Double.valueOf(point.path(1).asText()
                .replace("Inf", "Infinity"))).filter(number -> !number.isNaN()).toList();
    }

    /** What a dot in a panel leads to has been sent to the collector. */
    @ParameterizedTest
    @ValueSource(strings = {"inference_request_duration_seconds_bucket", "http_server_request_duration_seconds_bucket",
        "rpc_server_call_duration_seconds_bucket"})
    void singleRequestsLeadToTheirTraces(String histogram) {
        List<JsonNode> exemplars = prometheus.exemplars(histogram);
        assertThat(exemplars).isNotEmpty();
        Eventually.passes(() -> assertThat(exemplars).extracting(labels -> new ExportedSpan.Id(labels.path("trace_id").asText(),
                labels.path("span_id").asText())).isSubsetOf(collector.spans().stream().map(ExportedSpan::id).toList()));
    }

    @Test
    void nobodyIsWoken() {
        assertThat(prometheus.sinceTheStart("ALERTS{alertstate=\"firing\",alertname!~\"Latency.*\"}")).isEmpty();
        Eventually.passes(() -> assertThat(prometheus.alerts()).filteredOn(OF_SPEED.negate()).isEmpty());
    }
}
