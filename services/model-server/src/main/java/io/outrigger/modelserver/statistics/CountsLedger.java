package io.outrigger.modelserver.statistics;

import io.outrigger.modelserver.statistics.InferenceCounts.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The counts of all versions since the server started.
 *
 * <p>The protocol's statistics begin anew when a model is loaded anew; Prometheus counters must not go back, so what a version
 * had counted before it was unloaded stays here. Thread-safe.
 */
public final class CountsLedger {

    /** A version of a model, in the order in which metrics are written. */
    public record Key(String model, long version) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byModel = model.compareTo(other.model);
            return byModel != 0 ? byModel : Long.compare(version, other.version);
        }
    }

    private static final class Account {
        private Totals closed = Totals.NONE;
        private final List<InferenceCounts> open = new ArrayList<>();

        private Totals sum() {
            return open.stream().map(InferenceCounts::totals).reduce(closed, Totals::plus);
        }
    }

    private final Map<Key, Account> accounts = new TreeMap<>();

    /** New counts for a version that is being loaded. */
    public synchronized InferenceCounts open(String model, long version) {
        var counts = new InferenceCounts();
        accounts.computeIfAbsent(new Key(model, version), key -> new Account()).open.add(counts);
        return counts;
    }

    /** Keeps what a version had counted that is no longer loaded. */
    public synchronized void close(String model, long version, InferenceCounts counts) {
        Account account = accounts.get(new Key(model, version));
        if (account != null && account.open.remove(counts)) {
            account.closed = account.closed.plus(counts.totals());
        }
    }

    public synchronized void forEach(BiConsumer<Key, Totals> reader) {
        accounts.forEach((key, account) -> reader.accept(key, account.sum()));
    }
}
