package io.outrigger.gateway.keys;

import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.ReportKeyUseRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** When keys were last used, told to the registry a few at a time; what is lost with a crash is found again at the key's next use. */
public final class KeyUses implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;

    private final Channel registry;
    /** By the key's id; as many at most as there are keys. */
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private final BackgroundLoop teller;

    private KeyUses(Channel registry) {
        this.registry = registry;
        this.teller = BackgroundLoop.everyNext("telling when keys were used", INTERVAL, this::tell);
    }

    public static KeyUses start(Channel registry) {
        return new KeyUses(registry);
    }

    void used(String id, Instant at) {
        uses.put(id, at);
    }

    private void tell() {
        List<Map.Entry<String, Instant>> told = new ArrayList<>(uses.entrySet().stream().limit(AT_ONCE)
                .map(use -> Map.entry(use.getKey(), use.getValue())).toList());
        if (told.isEmpty()) {
            return;
        }
        ReportKeyUseRequest.Builder request = ReportKeyUseRequest.newBuilder();
        told.forEach(use -> request.addUses(ReportKeyUseRequest.Use.newBuilder().setId(use.getKey()).setAt(
                Timestamp.newBuilder().setSeconds(use.getValue().getEpochSecond()).setNanos(use.getValue().getNano()))));
        AccessServiceGrpc.newBlockingStub(registry).withDeadlineAfter(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .reportKeyUse(request.build());
        told.forEach(use -> uses.remove(use.getKey(), use.getValue()));
    }

    @Override
    public void close() {
        teller.close();
    }
}
