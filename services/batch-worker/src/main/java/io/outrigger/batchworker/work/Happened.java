package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.store.StoredJob;
import java.util.List;
import java.util.Optional;

/**
 * What came of an event.
 *
 * @param job as it is now
 */
public record Happened(StoredJob job, List<Effect> effects) {

    /** The one effect of that kind, where there is one. */
    <E extends Effect> Optional<E> effect(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
