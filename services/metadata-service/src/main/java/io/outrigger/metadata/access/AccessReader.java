package io.outrigger.metadata.access;

import io.outrigger.metadata.keys.KeyStore;
import io.outrigger.metadata.limits.LimitStore;
import io.outrigger.metadata.storage.Followed;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Reads keys and limits whole, or those that were written since a state of them. */
final class AccessReader implements Followed.Reader<AccessState> {

    private final KeyStore keys;
    private final LimitStore limits;

    AccessReader(KeyStore keys, LimitStore limits) {
        this.keys = keys;
        this.limits = limits;
    }

    private record Head(String registryId, long revision) {
    }

    @Override
    public AccessState read(Handle handle, Optional<AccessState> before) {
        Head head = handle.createQuery("SELECT registry.id, access_head.revision FROM registry, access_head")
                .map((row, context) -> new Head(row.getString("id"), row.getLong("revision")))
                .one();
        Optional<AccessState> followed = before.filter(state -> state.registryId().equals(head.registryId())
                && state.writeId().equals(writeId(handle, state.revision())));
        if (followed.filter(state -> state.revision() == head.revision()).isPresent()) {
            return followed.get();
        }
        // A database without the write that made the state was restored from an older copy: what is known is void.
        AccessState known = followed.filter(state -> state.revision() < head.revision())
                .orElseGet(() -> AccessState.empty(head.registryId()));
        List<Entry> written = Stream.<Entry>concat(
                        keys.above(handle, known.revision()).stream().map(Entry.OfKey::new),
                        limits.above(handle, known.revision()).stream().map(Entry.OfLimit::new))
                .sorted(Comparator.comparingLong(Entry::revision))
                .toList();
        return known.with(written, head.revision(), writes(handle));
    }

    private static String writeId(Handle handle, long revision) {
        return handle.createQuery("SELECT write_id FROM access_writes WHERE revision = :revision").bind("revision", revision)
                .mapTo(String.class).findOne().orElse("");
    }

    private static Map<Long, String> writes(Handle handle) {
        return handle.createQuery("SELECT revision, write_id FROM access_writes")
                .map((row, context) -> Map.entry(row.getLong("revision"), row.getString("write_id")))
                .stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
