package io.outrigger.metadata.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All keys and limits at one revision.
 *
 * @param registryId which registry this is
 * @param entries one for each key and limit there ever was, in the order of their revisions
 * @param writes the ids of the newest writes by the revision that each made, the state's own among them
 */
record AccessState(String registryId, long revision, List<Entry> entries, Map<Long, String> writes) {

    AccessState {
        entries = List.copyOf(entries);
        writes = Map.copyOf(writes);
    }

    static AccessState empty(String registryId) {
        return new AccessState(registryId, 0, List.of(), Map.of());
    }

    /** The id of the write that made a revision; empty where that is not known any more, and of 0, which none has made. */
    String writeId(long madeRevision) {
        return writes.getOrDefault(madeRevision, "");
    }

    /** The id of the write that made this state. */
    String writeId() {
        return writeId(revision);
    }

    /** Whether a revision that a write has made led to this state, in this registry and its history; 0, which is nothing, leads to any. */
    boolean follows(String registry, long madeRevision, String writeId) {
        return registry.equals(registryId) && madeRevision <= revision && writeId.equals(writeId(madeRevision))
                && (madeRevision == 0 || madeRevision == revision || !writeId.isEmpty());
    }

    /**
     * This state with what was written since, in the order of the revisions.
     *
     * @param newWrites all that are known now
     */
    AccessState with(List<Entry> written, long newRevision, Map<Long, String> newWrites) {
        Set<Object> replaced = written.stream().map(Entry::subject).collect(Collectors.toSet());
        List<Entry> all = new ArrayList<>(entries.size() + written.size());
        entries.stream().filter(entry -> !replaced.contains(entry.subject())).forEach(all::add);
        all.addAll(written);
        return new AccessState(registryId, newRevision, all, newWrites);
    }

    /** Where the entries above a revision begin. */
    int indexAbove(long seen) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).revision() <= seen) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
