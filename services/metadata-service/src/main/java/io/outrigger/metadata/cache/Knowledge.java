package io.outrigger.metadata.cache;

import java.util.Optional;

/** What this instance knows of the registry's present state without asking the database: the change feed. */
public interface Knowledge {

    /** Which registry this is; empty before the database was reached, when no entry can be judged. */
    Optional<String> registryId();

    /** Whether nothing newer is known of the model than the entry of this revision. */
    boolean isNewest(String model, long revision, boolean deleted);

    /** How far the registry is known. */
    long revision();
}
