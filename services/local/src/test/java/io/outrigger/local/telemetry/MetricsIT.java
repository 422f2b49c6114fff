package io.outrigger.local.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestClient;
import io.outrigger.local.PlatformExtension;
import io.outrigger.local.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What all services of a platform show of themselves behind traffic of every kind and no other, and what is written about it. */
class MetricsIT {

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.ofItsOwn();

    private static final MetricCatalogue catalogue = new MetricCatalogue();

    @BeforeAll
    static void scrape() {
        new Traffic(platform).ofEveryKind();
        System.gc(); // the pauses are shown from the first on
        platform.access().management().forEach((service, url) -> catalogue.add(service, MetricFamily.read(metrics(url))));
    }

    @Test
    void everyMetricIsDescribedAndSaysWhoseItIs() {
        assertThat(catalogue.families().values()).isNotEmpty().allSatisfy(family -> {
            assertThat(family.help()).as(family.name()).isNotEmpty();
            if (!family.name().startsWith("nv_") && !family.name().startsWith("model_server_")) {
                assertThat(family.labels()).as(family.name()).contains("service");
            }
        });
    }

    @Test
    void thePageListsWhatThereIsAndNothingElse() {
        if (Boolean.getBoolean("outrigger.metrics.write")) {
            catalogue.write();
        }
        assertThat(MetricCatalogue.written()).isEqualTo(catalogue.page().lines().toList());
    }

    @Test
    void theStepsOfRequestsAddUpToTheirTotal() {
        String gateway = platform.access().management().get("api-gateway");
        Map<String, Double> before = Seconds.of(metrics(gateway));
        new Traffic(platform).pictures(25, 8);
        Map<String, Double> spent = Seconds.between(before, Seconds.of(metrics(gateway)));

        double total = spent.get("total");
        double steps = spent.entrySet().stream().filter(entry -> !entry.getKey().equals("total")).mapToDouble(Map.Entry::getValue).sum();
        assertThat(spent).containsKeys("auth", "limit", "validate", "route", "backend", "encode", "network");
        assertThat(steps / total).as("%s", spent).isBetween(0.95, 1.05);
    }

    private static String metrics(String management) {
        try (RestClient client = RestClient.of(management)) {
            return client.get("/metrics").text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
