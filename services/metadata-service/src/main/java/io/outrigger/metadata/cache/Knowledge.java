package io.outrigger.metadata.cache;

import io.outrigger.proto.registry.v1.Model;
import java.util.Optional;

/** What this instance knows of the registry's present state without asking the database: the change feed. */
public interface Knowledge {

    /** Which registry this is; empty before the database was reached, when no entry can be judged. */
    Optional<String> registryId();

    /** Whether a model is known to be just this now; empty for one that is not there. */
    boolean isNow(String name, Optional<Model> model);

    /** How far the registry is known. */
    long revision();
}
