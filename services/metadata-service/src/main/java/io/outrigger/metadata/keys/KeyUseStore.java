package io.outrigger.metadata.keys;

import io.outrigger.database.SqlTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** When keys were used for the last time. It is written without a revision, so those who write it do not wait for one another's commits. */
final class KeyUseStore {

    private KeyUseStore() {
    }

    /** Notes later uses; those that are not later than what is there, and keys that are not, are passed over. */
    static void note(Handle handle, List<KeyUse> uses) {
        Map<UUID, Instant> latest = uses.stream().filter(use -> KeyId.column(use.id()).isPresent()).collect(Collectors.toMap(
                use -> KeyId.column(use.id()).orElseThrow(), KeyUse::at, (one, other) -> one.isAfter(other) ? one : other));
        if (latest.isEmpty()) {
            return;
        }
        // In the same order by everybody: gateways that report the same keys wait for one another and not for ever.
        PreparedBatch batch = handle.prepareBatch(
                "UPDATE api_keys SET last_used_at = greatest(:at, created_at) WHERE id = :id AND coalesce(last_used_at < :at, true)");
        latest.entrySet().stream().sorted(Map.Entry.comparingByKey(Comparator.naturalOrder())).forEach(use -> {
            OffsetDateTime at = SqlTime.of(use.getValue());
            batch.bind("id", use.getKey()).bind("at", at).add();
        });
        batch.execute();
    }
}
