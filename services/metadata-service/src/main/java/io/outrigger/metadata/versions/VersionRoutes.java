package io.outrigger.metadata.versions;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.metadata.models.Models;
import io.outrigger.metadata.rest.CallerRoute;
import io.outrigger.metadata.rest.Exchange;
import io.outrigger.metadata.signatures.AdapterJson;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Model;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code POST /v1/models}, which makes a model where there is none, and {@code /v1/models/{m}/versions}, which adds to one. */
public final class VersionRoutes implements Consumer<HttpRouting.Builder> {

    private final Versions versions;
    private final Models models;

    public VersionRoutes(Versions versions, Models models) {
        this.versions = versions;
        this.models = models;
    }

    private record Listing(List<VersionDocument> versions) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v1/models", CallerRoute.of((request, response, caller) -> register(request, response, caller, Optional.empty())))
                .get("/v1/models/{model}/versions", CallerRoute.of(this::list))
                .post("/v1/models/{model}/versions", CallerRoute.of((request, response, caller) ->
                        register(request, response, caller, Optional.of(Exchange.model(request, caller)))))
                .get("/v1/models/{model}/versions/{version}", CallerRoute.of(this::read))
                .put("/v1/models/{model}/versions/{version}/adapter", CallerRoute.of(this::giveAdapter))
                .delete("/v1/models/{model}/versions/{version}", CallerRoute.of(this::delete));
    }

    private void register(ServerRequest request, ServerResponse response, Principal caller, Optional<String> modelOfPath) {
        Registration registration = RegistrationJson.read(Exchange.json(request), modelOfPath);
        caller.requireModel(registration.model());
        Versions.Registered registered = versions.register(registration, caller);
        response.header(HeaderNames.LOCATION, "/v1/models/" + registration.model() + "/versions/" + registered.version().text());
        JsonAnswer.send(response, registered.created() ? Status.CREATED_201 : Status.OK_200,
                VersionDocument.of(registered.model(), registered.version(), versions.notices(registration, registered)));
    }

    private void list(ServerRequest request, ServerResponse response, Principal caller) {
        Model model = models.model(Exchange.model(request, caller));
        JsonAnswer.send(response, Status.OK_200,
                new Listing(model.versions().values().stream().map(version -> VersionDocument.of(model, version)).toList()));
    }

    private void read(ServerRequest request, ServerResponse response, Principal caller) {
        long number = Exchange.version(request);
        Model model = models.model(Exchange.model(request, caller));
        JsonAnswer.send(response, Status.OK_200, VersionDocument.of(model, versions.version(model, number)));
    }

    private void giveAdapter(ServerRequest request, ServerResponse response, Principal caller) {
        String model = Exchange.model(request, caller);
        long number = Exchange.version(request);
        Adapter adapter = AdapterJson.read(Exchange.json(request));
        if (adapter.equals(Adapter.NONE)) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "An adapter has 'image', 'classification' or both; both are missing.");
        }
        Versions.Adapted adapted = versions.giveAdapter(model, number, adapter);
        JsonAnswer.send(response, adapted.created() ? Status.CREATED_201 : Status.OK_200,
                VersionDocument.of(adapted.model(), versions.version(adapted.model(), number)));
    }

    private void delete(ServerRequest request, ServerResponse response, Principal caller) {
        versions.delete(Exchange.model(request, caller), Exchange.version(request));
        response.status(Status.NO_CONTENT_204).send();
    }
}
