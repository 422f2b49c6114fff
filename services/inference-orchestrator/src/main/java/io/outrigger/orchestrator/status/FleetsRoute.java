package io.outrigger.orchestrator.status;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.orchestrator.backend.LatencyTable;
import io.outrigger.orchestrator.fleet.FleetLink;
import io.outrigger.orchestrator.fleet.FleetLinks;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code GET /v1/fleets}: address, channel and calls of each fleet, and the latency of each model and version behind it. */
public final class FleetsRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/fleets";
    private static final int LISTED_MAX = 1_000;

    private final FleetLinks fleets;
    private final LatencyTable latencies;

    public FleetsRoute(FleetLinks fleets, LatencyTable latencies) {
        this.fleets = fleets;
        this.latencies = latencies;
    }

    private record FleetView(String name, String address, String channel, int inFlight, List<LatencyView> models) {
    }

    private record LatencyView(String model, String version, long count, double latencyMsMean, double latencyMsMax) {
    }

    private record Listing(int fleetsTotal, List<FleetView> fleets) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(PATH, this::list);
        MethodNotAllowed.elsewhere(routing, PATH, "GET");
    }

    private void list(ServerRequest request, ServerResponse response) {
        Map<String, List<LatencyView>> rows = latencies.rows().stream().limit(LISTED_MAX).collect(Collectors.groupingBy(
                LatencyTable.Row::fleet,
                Collectors.mapping(row -> new LatencyView(
                        row.model(), row.version(), row.count(), row.latencyMsMean(), row.latencyMsMax()), Collectors.toList())));
        List<FleetView> views = fleets.all().stream().limit(LISTED_MAX).map(link -> view(link, rows)).toList();
        JsonAnswer.send(response, Status.OK_200, new Listing(fleets.all().size(), views));
    }

    private static FleetView view(FleetLink link, Map<String, List<LatencyView>> rows) {
        return new FleetView(link.fleet(), link.address().toString(), link.channelState(), link.callsInFlight(),
                rows.getOrDefault(link.fleet(), List.of()));
    }
}
