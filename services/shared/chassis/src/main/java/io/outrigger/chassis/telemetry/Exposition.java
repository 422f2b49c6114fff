package io.outrigger.chassis.telemetry;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All metrics of a service in the format that a scraper asks for; exemplars are in OpenMetrics only.
 *
 * @param mediaType as its header has it
 */
public record Exposition(String mediaType, byte[] text) {

    private static final ExpositionFormats FORMATS = ExpositionFormats.init();
    private static final String MAX = "_max";

    /** @param accept the scraper's header; empty for the oldest format, which everybody reads */
    static Exposition of(PrometheusRegistry registry, String accept) {
        ExpositionFormatWriter writer = FORMATS.findWriter(accept);
        var text = new ByteArrayOutputStream(64 << 10);
        try {
            writer.write(text, withoutMaxima(registry.scrape()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Exposition(writer.getContentType(), text.toByteArray());
    }

    /** Micrometer shows each distribution's largest of the last minutes besides, which cannot be added over instances nor over time. */
    private static MetricSnapshots withoutMaxima(MetricSnapshots all) {
        Set<String> distributions = all.stream().filter(metric -> metric instanceof HistogramSnapshot || metric instanceof SummarySnapshot)
                .map(metric -> metric.getMetadata().getPrometheusName() + MAX).collect(Collectors.toUnmodifiableSet());
        return new MetricSnapshots(all.stream()
                .filter(metric -> !distributions.contains(metric.getMetadata().getPrometheusName())).toArray(MetricSnapshot[]::new));
    }
}
