package io.outrigger.metadata.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All keys and limits at one revision.
 *
 * @param registryId which registry this is
 * @param entries one for each key and limit there ever was, in the order of their revisions
 */
record AccessState(String registryId, long revision, List<Entry> entries) {

    AccessState {
        entries = List.copyOf(entries);
    }

    static AccessState empty(String registryId) {
        return new AccessState(registryId, 0, List.of());
    }

    /** This state with what was written since, in the order of the revisions. */
    AccessState with(List<Entry> written, long newRevision) {
        Set<Object> replaced = written.stream().map(Entry::subject).collect(Collectors.toSet());
        List<Entry> all = new ArrayList<>(entries.size() + written.size());
        entries.stream().filter(entry -> !replaced.contains(entry.subject())).forEach(all::add);
        all.addAll(written);
        return new AccessState(registryId, newRevision, all);
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
