package io.outrigger.chassis.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Shows how much a server has to do at the moment, beside the most that it takes. */
final class LoadMeters {

    private final MeterRegistry meters;
    private final int callsMax;

    LoadMeters(MeterRegistry meters, ServerConfig config, ByteBudget bytes) {
        this.meters = meters;
        this.callsMax = config.callsMax();
        gauge("bytes_in_flight", "Bytes of requests and answers that are held", bytes::bytesHeld).register(meters);
        gauge("bytes_limit", "Bytes of requests and answers that may be held", config::bytesInFlightMax).register(meters);
    }

    LoadMeters show(String protocol, Admission admission) {
        gauge("calls_in_flight", "Requests that are being served", admission::callsInFlight).tag("protocol", protocol).register(meters);
        gauge("calls_limit", "Requests that may be served at once", () -> callsMax).tag("protocol", protocol).register(meters);
        return this;
    }

    /** Connections that have a thread, because something is asked or was asked just now, and those that rest. */
    LoadMeters show(RestHost rest) {
        gauge("rest_connections", "REST connections that are open", () -> rest.connections() - rest.restingConnections())
                .tag("state", "awake").register(meters);
        gauge("rest_connections", "REST connections that are open", rest::restingConnections).tag("state", "resting").register(meters);
        return this;
    }

    private static Gauge.Builder<Supplier<Number>> gauge(String name, String description, Supplier<Number> value) {
        return Gauge.builder(name, value).description(description).strongReference(true);
    }
}
