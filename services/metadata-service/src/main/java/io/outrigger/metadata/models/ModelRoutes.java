package io.outrigger.metadata.models;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.metadata.rest.CallerRoute;
import io.outrigger.metadata.rest.Exchange;
import io.outrigger.metadata.rest.Page;
import io.outrigger.registry.Model;
import java.util.List;
import java.util.function.Consumer;

/** {@code /v1/models}: lists, reads, changes and deletes; what creates is with the versions. */
public final class ModelRoutes implements Consumer<HttpRouting.Builder> {

    private final Models models;

    public ModelRoutes(Models models) {
        this.models = models;
    }

    /** @param nextPageToken null on the last page */
    private record Listing(List<ModelDocument> models, String nextPageToken) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v1/models", CallerRoute.of(this::list))
                .get("/v1/models/{model}", CallerRoute.of(this::read))
                .patch("/v1/models/{model}", CallerRoute.of(this::change))
                .delete("/v1/models/{model}", CallerRoute.of(this::delete));
    }

    private void list(ServerRequest request, ServerResponse response, Principal caller) {
        long size = Exchange.query(request, "page_size").map(ModelRoutes::pageSize).orElse(0L);
        Page page = Page.of(size, Exchange.query(request, "page_token").orElse(""));
        List<Model> found = models.page(page);
        List<Model> shown = found.subList(0, Math.min(found.size(), page.size()));
        JsonAnswer.send(response, Status.OK_200, new Listing(
                shown.stream().filter(model -> caller.mayUse(model.name())).map(ModelDocument::of).toList(),
                found.size() > shown.size() ? Page.token(shown.getLast().name()) : null));
    }

    private static long pageSize(String text) {
        if (!text.matches("[0-9]{1,6}") || text.matches("0+")) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "page_size must be from 1 to " + Page.SIZE_MAX + "; found " + Quote.of(text) + ".");
        }
        return Long.parseLong(text);
    }

    private void read(ServerRequest request, ServerResponse response, Principal caller) {
        Model model = models.model(Exchange.model(request, caller));
        Exchange.sendTagged(request, response, model.revision(), ModelDocument.of(model));
    }

    private void change(ServerRequest request, ServerResponse response, Principal caller) {
        String name = Exchange.model(request, caller);
        Model changed = models.change(name, ModelJson.readChange(Exchange.json(request)), Exchange.preconditions(request));
        Exchange.sendWritten(response, Status.OK_200, changed.revision(), ModelDocument.of(changed));
    }

    private void delete(ServerRequest request, ServerResponse response, Principal caller) {
        boolean force = Exchange.query(request, "force").map(text -> switch (text) {
            case "true", "" -> true;
            case "false" -> false;
            default -> throw new ServiceException(ErrorCode.INVALID_FIELD, "force must be true or false; found " + Quote.of(text)
                    + ".");
        }).orElse(false);
        models.delete(Exchange.model(request, caller), force, Exchange.preconditions(request));
        response.status(Status.NO_CONTENT_204).send();
    }
}
