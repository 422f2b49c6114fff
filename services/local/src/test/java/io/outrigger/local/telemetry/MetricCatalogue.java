package io.outrigger.local.telemetry;

import io.outrigger.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All metrics of all services: as they are, and as {@code observability/metrics.md} lists them. */
final class MetricCatalogue {

    private static final Path PAGE = Repository.ROOT.resolve("observability/metrics.md");
    private static final String HEAD = """
            # Metrics

            What the services show at `/metrics` of their management ports, in Prometheus's text format, or in OpenMetrics with exemplars
            where a scraper asks for it. This page is made from running services by `MetricsIT` (`-Doutrigger.metrics.write=true` writes
            it anew) and held against them by every run of the tests. Durations are histograms in seconds, all with the same buckets from
            0.5 ms to 10 s, so that quantiles are made over instances and services by adding buckets. A caller cannot make a series:
            labels hold names of registered models, routes and methods that exist, and words of ours.

            | metric | type | labels | services | meaning |
            |---|---|---|---|---|
            """;

    private final Map<String, MetricFamily> families = new TreeMap<>();
    private final Map<String, Set<String>> services = new TreeMap<>();

    void add(String service, Map<String, MetricFamily> shown) {
        shown.forEach((name, family) -> {
            families.merge(name, family, MetricFamily::with);
            services.computeIfAbsent(name, _ -> new TreeSet<>()).add(service);
        });
    }

    Map<String, MetricFamily> families() {
        return families;
    }

    String page() {
        StringBuilder page = new StringBuilder(HEAD);
        families.forEach((name, family) -> page.append("| `%s` | %s | %s | %s | %s |%n".formatted(name, family.type(),
                code(family.labels()), String.join(", ", services.get(name)), family.help())));
        return page.toString();
    }

    private static String code(Set<String> labels) {
        return String.join(" ", labels.stream().map(label -> '`' + label + '`').toList());
    }

    static List<String> written() {
        try {
            return Files.readAllLines(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write() {
        try {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
