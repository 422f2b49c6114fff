package io.outrigger.orchestrator.status;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.orchestrator.batching.LaneView;
import io.outrigger.orchestrator.batching.LaneView.EndedCall;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code GET /v1/lanes}: of each fleet, which requests share calls, how many wait, and what calls are predicted to take.
 *
 * <p>Callers make as many lanes as they like, so an answer has those with most to do, and says how many it left out.
 */
public final class LanesRoute implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/lanes";
    private static final int LISTED_MAX = 100;
    private static final Comparator<LaneView> MOST_TO_DO_FIRST =
            Comparator.comparingInt((LaneView lane) -> lane.inFlight() + lane.liveRequests() + lane.jobRequests()).reversed();
    private static final double NANOS_OF_MS = 1e6;

    private final Supplier<Map<String, List<LaneView>>> lanes;

    public LanesRoute(Supplier<Map<String, List<LaneView>>> lanes) {
        this.lanes = lanes;
    }

    private record FleetLanes(String fleet, int lanesTotal, int lanesLeftOut, List<Lane> lanes) {
    }

    private record Lane(String model, String rows, int requestsWaiting, long rowsWaiting, int jobRequestsWaiting, long jobRowsWaiting,
            int callsInFlight, int slots, String slotsFrom, int instances, double roundTripMs, int rowsMax, boolean sharing, long splits,
            double oneRowMs, double fullCallMs, double predictedWaitMs, List<Call> lastCalls) {
    }

    private record Call(int requests, int rows, String outcome, double predictedMs, double tookMs) {
    }

    private record Listing(List<FleetLanes> fleets) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(PATH, (request, response) -> JsonAnswer.send(response, Status.OK_200, new Listing(
                lanes.get().entrySet().stream().map(fleet -> fleet(fleet.getKey(), fleet.getValue())).toList())));
        MethodNotAllowed.elsewhere(routing, PATH, "GET");
    }

    private static FleetLanes fleet(String name, List<LaneView> all) {
        return new FleetLanes(name, all.size(), Math.max(0, all.size() - LISTED_MAX),
                all.stream().sorted(MOST_TO_DO_FIRST).limit(LISTED_MAX).map(LanesRoute::lane).toList());
    }

    private static Lane lane(LaneView view) {
        return new Lane(view.key().model(), view.key().kind().toString(), view.liveRequests(), view.liveRows(), view.jobRequests(),
                view.jobRows(), view.inFlight(), view.slots(), view.instances().exact() ? "instances" : "learning",
                view.instances().count(), view.instances().roundTripNanos() / NANOS_OF_MS, view.rowsMax(), view.joining(), view.splits(),
                view.oneRowNanos() / NANOS_OF_MS, view.fullNanos() / NANOS_OF_MS, view.predictedWaitNanos() / NANOS_OF_MS,
                view.lastCalls().stream().map(LanesRoute::call).toList());
    }

    private static Call call(EndedCall call) {
        return new Call(call.requests(), call.rows(), call.outcome().name().toLowerCase(Locale.ROOT), call.predictedNanos() / NANOS_OF_MS,
                call.tookNanos() / NANOS_OF_MS);
    }
}
