package io.outrigger.gateway.limits;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.grants.GrantsClient;
import io.outrigger.gateway.grants.LimitsJson;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.DeleteLimitRequest;
import io.outrigger.proto.access.v1.DeleteLimitResponse;
import io.outrigger.proto.access.v1.Limit;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.ListLimitsRequest;
import io.outrigger.proto.access.v1.PutLimitRequest;
import io.outrigger.proto.access.v1.PutLimitResponse;
import io.outrigger.registry.Names;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** {@code /v1/limits}, for administrators: what is granted to a tenant, and to all callers of a model together. */
public final class LimitRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 16 << 10;

    private final GrantsClient registry;

    public LimitRoutes(GrantsClient registry) {
        this.registry = registry;
    }

    /** A limit as it is answered; one of tenant and model is there. */
    private record Document(String object, String tenant, String model, LimitsJson.Document limits) {

        static Document of(Limit limit) {
            Limited limited = limit.getLimited();
            return new Document("limit", limited.hasTenant() ? limited.getTenant() : null, limited.hasModel() ? limited.getModel() : null,
                    LimitsJson.Document.of(limit.getLimits()));
        }
    }

    private record ListOfAll(String object, List<Document> data) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v1/limits", (request, response) ->
                JsonAnswer.send(response, Status.OK_200, new ListOfAll("list", all().stream().map(Document::of).toList())));
        at(routing, "/v1/limits/tenants/{tenant}", request -> Limited.newBuilder().setTenant(tenant(path(request, "tenant"))).build());
        at(routing, "/v1/limits/models/{model}", request -> Limited.newBuilder().setModel(Names.model(path(request, "model"))).build());
    }

    private void at(HttpRouting.Builder routing, String path, Function<ServerRequest, Limited> limited) {
        routing.get(path, (request, response) -> find(limited.apply(request), response));
        routing.put(path, (request, response) -> put(limited.apply(request), request, response));
        routing.delete(path, (request, response) -> delete(limited.apply(request), response));
    }

    private void find(Limited limited, ServerResponse response) {
        Limit found = all().stream().filter(limit -> limit.getLimited().equals(limited)).findFirst().orElseThrow(() -> none(limited));
        JsonAnswer.send(response, Status.OK_200, Document.of(found));
    }

    private void put(Limited limited, ServerRequest request, ServerResponse response) {
        requireAll(limited);
        PutLimitResponse put = registry.call(AccessServiceGrpc.getPutLimitMethod(), PutLimitRequest.newBuilder().setLimited(limited)
                .setLimits(LimitsJson.read(JsonObject.parse(RequestBody.read(request, BODY_BYTES_MAX)))).build());
        registry.awaitInForce(put.getAfter().getRevision());
        AuditLog.done("limit.put", name(limited), put.hasBefore() ? Optional.of(Document.of(put.getBefore())) : Optional.empty(),
                Optional.of(Document.of(put.getAfter())));
        JsonAnswer.send(response, Status.OK_200, Document.of(put.getAfter()));
    }

    private void delete(Limited limited, ServerResponse response) {
        requireAll(limited);
        DeleteLimitResponse deleted = registry.call(
                AccessServiceGrpc.getDeleteLimitMethod(), DeleteLimitRequest.newBuilder().setLimited(limited).build());
        if (!deleted.hasBefore()) {
            throw none(limited);
        }
        AuditLog.done("limit.delete", name(limited), Optional.of(Document.of(deleted.getBefore())), Optional.empty());
        response.status(Status.NO_CONTENT_204).send();
    }

    /** Who is limited to models says nothing of others; a tenant's limit is about every model. */
    private static void requireAll(Limited limited) {
        CurrentCaller.get().requireModel(limited.getModel());
    }

    private static String name(Limited limited) {
        return limited.hasTenant() ? "limits/tenants/" + limited.getTenant() : "limits/models/" + limited.getModel();
    }

    private List<Limit> all() {
        return registry.call(AccessServiceGrpc.getListLimitsMethod(), ListLimitsRequest.getDefaultInstance()).getLimitsList();
    }

    private static ServiceException none(Limited limited) {
        return new ServiceException(ErrorCode.LIMIT_NOT_FOUND, limited.hasTenant()
                ? "The tenant " + Quote.of(limited.getTenant()) + " has no limit of its own."
                : "The model " + Quote.of(limited.getModel()) + " has no limit of its own.");
    }

    private static String tenant(String name) {
        if (name.isBlank() || name.length() > Tenant.CHARACTERS_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "A tenant's name has 1 to " + Tenant.CHARACTERS_MAX
                    + " characters; found " + Quote.of(name) + ".");
        }
        return name;
    }

    private static String path(ServerRequest request, String part) {
        return request.path().pathParameters().first(part).orElse("");
    }
}
