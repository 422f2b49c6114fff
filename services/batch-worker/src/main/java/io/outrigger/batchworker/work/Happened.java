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

    /** Whether who asked for its lease to be renewed has none any more: somebody else has it, or what it was for is gone. */
    static boolean isLeaseLost(Optional<Happened> renewal) {
        return renewal.isEmpty() || renewal.get().effect(Effect.Fenced.class).isPresent();
    }

    /** The one effect of that kind, where there is one. */
    <E extends Effect> Optional<E> effect(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
