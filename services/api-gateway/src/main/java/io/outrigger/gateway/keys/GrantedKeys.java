package io.outrigger.gateway.keys;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.outrigger.chassis.keys.ApiKeys;
import io.outrigger.chassis.keys.HeldKey;
import io.outrigger.chassis.keys.KeyUses;
import io.outrigger.gateway.grants.GrantsView;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.ReportKeyUseRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The registry's keys, as this gateway has them; when they were used, the registry is told. */
public final class GrantedKeys implements ApiKeys, AutoCloseable {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final GrantsView grants;
    private final KeyUses uses;

    private GrantedKeys(GrantsView grants, Channel registry) {
        this.grants = grants;
        this.uses = KeyUses.start(told -> tell(registry, told));
    }

    public static GrantedKeys of(GrantsView grants, Channel registry) {
        return new GrantedKeys(grants, registry);
    }

    @Override
    public Optional<HeldKey> find(String hash) {
        ByteString bytes = ByteString.copyFrom(HexFormat.of().parseHex(hash));
        return grants.keyOfHash(bytes).map(key -> new HeldKey(key.id(), key.principal(), key.revoked(), key.expiresAt(),
                bytes.equals(key.hash()) ? Optional.empty() : Optional.of(key.previousValidUntil())));
    }

    @Override
    public void used(String id, Instant at) {
        uses.used(id, at);
    }

    private static void tell(Channel registry, Map<String, Instant> told) {
        ReportKeyUseRequest.Builder request = ReportKeyUseRequest.newBuilder();
        told.forEach((id, at) -> request.addUses(ReportKeyUseRequest.Use.newBuilder().setId(id).setAt(
                Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()))));
        AccessServiceGrpc.newBlockingStub(registry).withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .reportKeyUse(request.build());
    }

    @Override
    public void close() {
        uses.close();
    }
}
