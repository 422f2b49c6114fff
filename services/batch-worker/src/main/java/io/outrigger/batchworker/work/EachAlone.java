package io.outrigger.batchworker.work;

import java.util.List;
import java.util.function.Consumer;

/** Does something with each of several things, so that one that fails is not in the way of those behind it. */
final class EachAlone {

    private EachAlone() {
    }

    /** Throws the first failure when all have had their turn. */
    static <T> void of(List<T> things, Consumer<T> work) {
        RuntimeException first = null;
        for (T thing : things) {
            try {
                work.accept(thing);
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
