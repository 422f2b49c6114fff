package io.outrigger.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards are of one form, and what a picture of one would show is looked at here. */
class DashboardsTest {
    private static final Set<String> PANELS = Set.of("timeseries", "stat", "table", "heatmap", "barchart");
    private static final Set<String> SHOWING_DOTS = Set.of("timeseries", "heatmap");
    /** Of Grafana 12 and 13; the last number that this form of dashboards gets. */
    private static final int SCHEMA = 42;
    private static final int COLUMNS = 24;
    /** Histograms of requests, which have a span each. */
    private static final Pattern OF_REQUESTS = Pattern.compile("(inference|http_server|rpc)_\\w+_duration_seconds_bucket");
    private static final Pattern QUANTILE = Pattern.compile("histogram_quantile\\(");
    private static final Pattern QUANTILE_OVER_INSTANCES =
            Pattern.compile("histogram_quantile\\([0-9.]+, sum by \\(([a-z_]+, )*le\\) \\(rate\\([a-z_]+_bucket[{\\[]");

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    static Stream<Query> quantiles() {
        return Stream.of(dashboards().stream().flatMap(Dashboard::queries), Rules.recording().queries(), Rules.alerts().queries(),
                DeliveryQueries.all()).flatMap(stream -> stream).filter(query -> QUANTILE.matcher(query.text()).find());
    }

    @Test
    void thereIsOneForEachQuestion() {
        assertThat(dashboards()).extracting(Dashboard::name).containsExactlyInAnyOrder("platform-overview.json", "model-detail.json",
                "batching.json", "jobs.json", "gateway-and-tenants.json", "jvm.json");
        assertThat(dashboards()).extracting(dashboard -> dashboard.json().path("uid").asText()).doesNotHaveDuplicates()
                .allMatch(uid -> uid.startsWith("outrigger-"));
    }

    /** {@code -Doutrigger.dashboards.write=true} writes them so, also one that Grafana has exported. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void isWrittenAsAllAre(Dashboard dashboard) {
        String text = DashboardFormat.of(dashboard.json());
        if (Boolean.getBoolean("outrigger.dashboards.write")) {
            SourceFiles.write(dashboard.file(), text);
        }
        assertThat(SourceFiles.text(dashboard.file())).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void fitsEveryGrafana(Dashboard dashboard) {
        assertThat(dashboard.json().path("schemaVersion").asInt()).isEqualTo(SCHEMA);
        assertThat(dashboard.json().path("id").isMissingNode()).as("a number of its own would clash with somebody's").isTrue();
        assertThat(dashboard.json().path("title").asText()).startsWith("Outrigger / ");
        assertThat(dashboard.variables().getFirst().path("type").asText()).isEqualTo("datasource");
        assertThat(dashboard.json().findValues("datasource")).isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        assertThat(dashboard.panels()).isNotEmpty().allSatisfy(panel -> {
            assertThat(PANELS).contains(panel.path("type").asText());
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> assertThat(target.path("expr").asText()).isNotBlank());
            assertThat(panel.path("targets").findValuesAsText("refId")).doesNotHaveDuplicates();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void noPanelLiesOnAnother(Dashboard dashboard) {
        Map<Integer, Rectangle> places = new HashMap<>();
        dashboard.json().path("panels").forEach(panel -> {
            JsonNode grid = panel.path("gridPos");
            Rectangle place = new Rectangle(grid.path("x").asInt(), grid.path("y").asInt(), grid.path("w").asInt(), grid.path("h").asInt());
            assertThat(place.x + place.width).isLessThanOrEqualTo(COLUMNS);
            assertThat(places.values()).as(panel.path("title").asText()).noneMatch(place::intersects);
            assertThat(places.put(panel.path("id").asInt(), place)).as("two panels have one number").isNull();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void whereRequestsAreMeasuredADotLeadsToATrace(Dashboard dashboard) {
        assertThat(dashboard.panels()).filteredOn(panel -> SHOWING_DOTS.contains(panel.path("type").asText()))
                .allSatisfy(panel -> panel.path("targets").forEach(target ->
                assertThat(target.path("exemplar").asBoolean()).as("%s: %s", panel.path("title"), target.path("expr"))
                        .isEqualTo(OF_REQUESTS.matcher(target.path("expr").asText()).find())));
    }

    /** An average of instances' quantiles is nobody's quantile. */
    @ParameterizedTest
    @MethodSource("quantiles")
    void quantilesAreOfAllInstancesTogether(Query query) {
        assertThat(QUANTILE_OVER_INSTANCES.matcher(query.text()).results()).as("%s", query)
                .hasSameSizeAs(QUANTILE.matcher(query.text()).results().toList());
    }
}
