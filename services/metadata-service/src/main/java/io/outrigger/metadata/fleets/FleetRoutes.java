package io.outrigger.metadata.fleets;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.metadata.rest.CallerRoute;
import io.outrigger.metadata.rest.Exchange;
import io.outrigger.registry.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /v1/fleets}. */
public final class FleetRoutes implements Consumer<HttpRouting.Builder> {

    private static final String ALL = "/v1/fleets";
    private static final String ONE = ALL + "/{fleet}";

    private final Fleets fleets;

    public FleetRoutes(Fleets fleets) {
        this.fleets = fleets;
    }

    private record Listing(List<FleetDocument> fleets) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(ALL, CallerRoute.of(this::list))
                .get(ONE, CallerRoute.of(this::read))
                .put(ONE, CallerRoute.of(this::put))
                .delete(ONE, CallerRoute.of(this::delete));
    }

    private void list(ServerRequest request, ServerResponse response, Principal caller) {
        JsonAnswer.send(response, Status.OK_200, new Listing(fleets.all().stream().map(FleetDocument::of).toList()));
    }

    private void read(ServerRequest request, ServerResponse response, Principal caller) {
        Fleet fleet = fleets.fleet(Exchange.path(request, "fleet"));
        Exchange.sendTagged(request, response, fleet.revision(), FleetDocument.of(fleet));
    }

    private void put(ServerRequest request, ServerResponse response, Principal caller) {
        requireEveryModel(caller);
        JsonObject json = Exchange.json(request);
        Optional<HostPort> address = json.text("address", 300).map(text -> FleetAddress.read("address", text));
        boolean mesh = json.flag("mesh").orElse(false);
        int replicas = (int) json.integer("replicas", 1, Fleet.REPLICAS_MAX).orElse(0);
        json.refuseOthers();
        Fleets.Put put = fleets.put(Exchange.path(request, "fleet"), address, mesh, replicas, Exchange.preconditions(request));
        Exchange.sendWritten(response, put.created() ? Status.CREATED_201 : Status.OK_200, put.fleet().revision(),
                FleetDocument.of(put.fleet()));
    }

    private void delete(ServerRequest request, ServerResponse response, Principal caller) {
        requireEveryModel(caller);
        fleets.delete(Exchange.path(request, "fleet"), Exchange.preconditions(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    private static void requireEveryModel(Principal caller) {
        if (!Fleets.mayBeMadeBy(caller)) {
            throw new ServiceException(ErrorCode.FORBIDDEN,
                    "Fleets are changed with a token for every model; this one is limited to some.");
        }
    }
}
