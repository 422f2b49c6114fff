package io.outrigger.metadata.aliases;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.metadata.rest.CallerRoute;
import io.outrigger.metadata.rest.Exchange;
import io.outrigger.registry.Alias;
import io.outrigger.registry.VersionNumber;
import java.util.List;
import java.util.function.Consumer;

/** {@code /v1/models/{m}/aliases}. */
public final class AliasRoutes implements Consumer<HttpRouting.Builder> {

    private static final String ALL = "/v1/models/{model}/aliases";
    private static final String ONE = ALL + "/{alias}";

    private final Aliases aliases;

    public AliasRoutes(Aliases aliases) {
        this.aliases = aliases;
    }

    private record Listing(List<AliasDocument> aliases) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(ALL, CallerRoute.of(this::list))
                .get(ONE, CallerRoute.of(this::read))
                .put(ONE, CallerRoute.of(this::put))
                .delete(ONE, CallerRoute.of(this::delete));
    }

    private void list(ServerRequest request, ServerResponse response, Principal caller) {
        JsonAnswer.send(response, Status.OK_200,
                new Listing(aliases.all(Exchange.model(request, caller)).stream().map(AliasDocument::of).toList()));
    }

    private void read(ServerRequest request, ServerResponse response, Principal caller) {
        Alias alias = aliases.alias(Exchange.model(request, caller), Exchange.path(request, "alias"));
        Exchange.sendTagged(request, response, alias.revision(), AliasDocument.of(alias));
    }

    private void put(ServerRequest request, ServerResponse response, Principal caller) {
        String model = Exchange.model(request, caller);
        JsonObject json = Exchange.json(request);
        long version = VersionNumber.parse(json.textOrInteger("version", 100).orElseThrow(() -> json.missing("version")));
        json.refuseOthers();
        Aliases.Put put = aliases.put(model, Exchange.path(request, "alias"), version, Exchange.preconditions(request));
        Exchange.sendWritten(response, put.created() ? Status.CREATED_201 : Status.OK_200, put.alias().revision(),
                AliasDocument.of(put.alias()));
    }

    private void delete(ServerRequest request, ServerResponse response, Principal caller) {
        aliases.delete(Exchange.model(request, caller), Exchange.path(request, "alias"), Exchange.preconditions(request));
        response.status(Status.NO_CONTENT_204).send();
    }
}
