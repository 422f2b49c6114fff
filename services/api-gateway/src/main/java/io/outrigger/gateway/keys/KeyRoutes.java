package io.outrigger.gateway.keys;

import com.google.protobuf.ByteString;
import io.helidon.http.HeaderNames;
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
import io.outrigger.chassis.keys.ApiKeyHasher;
import io.outrigger.chassis.keys.ApiKeyText;
import io.outrigger.chassis.security.Principal;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.grants.GrantedKey;
import io.outrigger.gateway.grants.GrantsClient;
import io.outrigger.gateway.listing.ListDocument;
import io.outrigger.gateway.listing.PageQuery;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.CreateKeyRequest;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.ListKeysRequest;
import io.outrigger.proto.access.v1.ListKeysResponse;
import io.outrigger.proto.access.v1.RevokeKeyRequest;
import io.outrigger.proto.access.v1.RevokeKeyResponse;
import io.outrigger.proto.access.v1.RotateKeyRequest;
import io.outrigger.proto.access.v1.RotateKeyResponse;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code /v1/keys}, for administrators. */
public final class KeyRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final int LIMIT_MAX = 100;
    private static final Set<String> EVERY_MODEL = Set.of("");
    private static final long OVERLAP_S = 24 * 3600;
    private static final long OVERLAP_S_MAX = 30 * 24 * 3600;

    private final GrantsClient registry;
    private final Optional<ApiKeyHasher> hash;
    private final InstantSource clock;

    /** @param hash absent where there are no keys */
    public KeyRoutes(GrantsClient registry, Optional<ApiKeyHasher> hash, InstantSource clock) {
        this.registry = registry;
        this.hash = hash;
        this.clock = clock;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v1/keys", this::create);
        routing.get("/v1/keys", this::list);
        routing.post("/v1/keys/{id}/rotate", this::rotate);
        routing.delete("/v1/keys/{id}", this::revoke);
    }

    private void create(ServerRequest request, ServerResponse response) {
        ApiKeyHasher hashing = hashing();
        Key.Builder wanted = WantedKey.read(
                JsonObject.parse(RequestBody.read(request, BODY_BYTES_MAX)), CurrentCaller.get(), clock.instant());
        String secret = ApiKeyText.random();
        Key key = registry.call(AccessServiceGrpc.getCreateKeyMethod(), CreateKeyRequest.newBuilder().setKey(
                wanted.setPrefix(ApiKeyText.prefix(secret)).setHash(hash(hashing, secret))).build()).getKey();
        registry.awaitInForce(key.getRevision());
        AuditLog.done("key.create", "keys/" + key.getId(), Optional.empty(), Optional.of(document(key)));
        response.header(HeaderNames.LOCATION, "/v1/keys/" + key.getId());
        JsonAnswer.send(response, Status.CREATED_201, KeyDocument.of(key, secret, clock.instant()));
    }

    private void list(ServerRequest request, ServerResponse response) {
        PageQuery query = PageQuery.of(request, "tenant");
        ListKeysResponse page = registry.call(AccessServiceGrpc.getListKeysMethod(), ListKeysRequest.newBuilder()
                .setTenant(query.one("tenant")).setAfter(query.one("after")).setPageSize(query.limit(LIMIT_MAX)).build());
        JsonAnswer.send(response, Status.OK_200, ListDocument.of(
                page.getKeysList().stream().map(this::document).toList(), KeyDocument::id,
                page.getHasMore()));
    }

    private void rotate(ServerRequest request, ServerResponse response) {
        ApiKeyHasher hashing = hashing();
        requireModelsOf(id(request), CurrentCaller.get());
        byte[] body = RequestBody.read(request, BODY_BYTES_MAX);
        long overlap = OVERLAP_S;
        if (body.length > 0) {
            JsonObject asked = JsonObject.parse(body);
            overlap = asked.integer("overlap_s", 0, OVERLAP_S_MAX).orElse(OVERLAP_S);
            asked.refuseOthers();
        }
        String secret = ApiKeyText.random();
        RotateKeyResponse rotated = registry.call(AccessServiceGrpc.getRotateKeyMethod(), RotateKeyRequest.newBuilder()
                .setId(id(request)).setPrefix(ApiKeyText.prefix(secret)).setHash(hash(hashing, secret)).setOverlapS(overlap).build());
        registry.awaitInForce(rotated.getAfter().getRevision());
        AuditLog.done("key.rotate", "keys/" + id(request), Optional.of(document(rotated.getBefore())),
                Optional.of(document(rotated.getAfter())));
        JsonAnswer.send(response, Status.OK_200, KeyDocument.of(rotated.getAfter(), secret, clock.instant()));
    }

    /** Whoever changes a key for a new one has that: a caller that is limited to models must not come by a key for others in this way. */
    private void requireModelsOf(String id, Principal caller) {
        if (caller.models().isEmpty()) {
            return;
        }
        GrantedKey key = registry.key(id).orElseThrow(() ->
                new ServiceException(ErrorCode.KEY_NOT_FOUND, "There is no key " + Quote.of(id) + "."));
        key.principal().models().orElse(EVERY_MODEL).forEach(caller::requireModel);
    }

    private void revoke(ServerRequest request, ServerResponse response) {
        requireModelsOf(id(request), CurrentCaller.get());
        RevokeKeyResponse revoked = registry.call(
                AccessServiceGrpc.getRevokeKeyMethod(), RevokeKeyRequest.newBuilder().setId(id(request)).build());
        registry.awaitInForce(revoked.getAfter().getRevision());
        AuditLog.done("key.revoke", "keys/" + id(request), Optional.of(document(revoked.getBefore())),
                Optional.of(document(revoked.getAfter())));
        JsonAnswer.send(response, Status.OK_200, document(revoked.getAfter()));
    }

    private static ByteString hash(ApiKeyHasher hashing, String secret) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hashing.of(secret)));
    }

    private KeyDocument document(Key key) {
        return KeyDocument.of(key, clock.instant());
    }

    private ApiKeyHasher hashing() {
        return hash.orElseThrow(() -> new ServiceException(ErrorCode.NOT_IMPLEMENTED,
                "This gateway makes no API keys, since it has no secret for them (API_KEYS_SECRET)."));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().first("id").orElse("");
    }
}
