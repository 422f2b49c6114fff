package io.outrigger.chassis.overload;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that hold what was asked for last: how many callers, models or tenants there are is nobody's to say. */
public final class RecentlyUsed {

    private RecentlyUsed() {
    }

    /** A map that forgets what was not asked for the longest when it has more entries than this; not safe for several threads. */
    public static <K, V> Map<K, V> map(int entriesMax) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > entriesMax;
            }
        };
    }
}
