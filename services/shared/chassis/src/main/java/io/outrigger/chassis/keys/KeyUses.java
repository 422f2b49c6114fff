package io.outrigger.chassis.keys;

import io.outrigger.chassis.background.BackgroundLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** When keys were last used, told a few at a time to who keeps them; what is lost with a crash is found again at the key's next use. */
public final class KeyUses implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int AT_ONCE = 500;

    private final Consumer<Map<String, Instant>> keeper;
    /** By the key's id; as many at most as there are keys. */
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();
    private final BackgroundLoop teller;

    private KeyUses(Consumer<Map<String, Instant>> keeper) {
        this.keeper = keeper;
        this.teller = BackgroundLoop.everyNext("telling when keys were used", INTERVAL, this::tell);
    }

    /** @param keeper is told by keys' ids; where it throws, they are told again */
    public static KeyUses start(Consumer<Map<String, Instant>> keeper) {
        return new KeyUses(keeper);
    }

    public void used(String id, Instant at) {
        uses.put(id, at);
    }

    private void tell() {
        Map<String, Instant> told = uses.entrySet().stream().limit(AT_ONCE)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!told.isEmpty()) {
            keeper.accept(told);
            told.forEach(uses::remove);
        }
    }

    @Override
    public void close() {
        teller.close();
    }
}
