package io.outrigger.gateway.capture;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts what became of requests that were to be captured. */
final class CaptureMetrics {

    private final Map<CaptureOutcome, Counter> records = new EnumMap<>(CaptureOutcome.class);

    CaptureMetrics(MeterRegistry meters, PendingCaptures pending) {
        for (CaptureOutcome outcome : CaptureOutcome.values()) {
            records.put(outcome, Counter.builder("capture_records").description("Requests that were to be captured, by what became of them")
                    .tag("outcome", outcome.word()).register(meters));
        }
        Gauge.builder("capture_bytes_pending", pending::bytes).description("Captured requests that wait to be stored").register(meters);
    }

    void count(CaptureOutcome outcome, int number) {
        records.get(outcome).increment(number);
    }
}
