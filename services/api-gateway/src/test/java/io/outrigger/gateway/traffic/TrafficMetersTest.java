package io.outrigger.gateway.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.chassis.telemetry.RequestRecorder;
import io.outrigger.chassis.telemetry.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The metrics that the recorder of requests writes are those that are read: a change of one without the other fails here. */
class TrafficMetersTest {

    private final Telemetry telemetry = Telemetry.local("api-gateway");
    private final RequestRecorder recorder = telemetry.requests();
    private final AtomicLong now = new AtomicLong();
    private final TrafficMeters meters = new TrafficMeters(recorder::inferences, now::get);

    @AfterEach
    void close() {
        telemetry.close();
    }

    private void request(String model, String version, ErrorCode failure) {
        RequestContext request = recorder.beginLater("an inference", "id", Optional.empty());
        request.inference();
        request.inference(model, version);
        if (failure != null) {
            request.failed(failure);
        }
        recorder.end(request, "200");
    }

    private void readAfter(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        meters.read();
    }

    @Test
    void requestsErrorsAndLatenciesAreThoseOfTheRecorder() {
        request("digits", "v1", null);
        readAfter(1);
        for (int i = 0; i < 8; i++) {
            request("digits", "v1", i < 2 ? ErrorCode.BACKEND_FAILED : null);
        }
        request("other", "v3", null);
        readAfter(2);

        Traffic traffic = meters.window().of(List.of(new ModelVersion("digits", "v1")));
        assertThat(traffic.requestsPerSecond()).isEqualTo(4);
        assertThat(traffic.errorsPerSecond()).isEqualTo(1);
        assertThat(traffic.p50Ms()).as("of requests that took next to no time").isBetween(0.0, 1_000.0);
        assertThat(traffic.p99Ms()).isGreaterThanOrEqualTo(traffic.p50Ms());
        assertThat(meters.window().known())
                .containsExactlyInAnyOrder(new ModelVersion("digits", "v1"), new ModelVersion("other", "v3"));
    }

    @Test
    void whatIsIdleSharesItsLastTally() {
        request("digits", "v1", null);
        readAfter(1);
        Tally first = meters.window().newest().tally(new ModelVersion("digits", "v1"));
        readAfter(1);

        assertThat(meters.window().newest().tally(new ModelVersion("digits", "v1"))).isSameAs(first);
    }
}
