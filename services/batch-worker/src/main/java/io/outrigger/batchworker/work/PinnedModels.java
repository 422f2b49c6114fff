package io.outrigger.batchworker.work;

import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.store.JobModel;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Resolution;
import io.outrigger.registryview.RegistryView;
import java.util.List;
import java.util.Optional;

/** The models of jobs: what a name means is asked once for a job, and the version that it meant is kept. */
public final class PinnedModels {

    private final RegistryView registry;

    public PinnedModels(RegistryView registry) {
        this.registry = registry;
    }

    /**
     * Pins what is named.
     *
     * @param version a version, an alias, or empty for the model's default alias
     * @param allowed models that the submitter is limited to
     */
    public JobModel pin(String model, String version, Optional<List<String>> allowed) {
        requireAllowed(model, allowed);
        Resolution meant = registry.resolve(model, version);
        return JobModel.pinned(meant.model().name(), meant.version().text(),
                meant.version().artifactSha256().map(sha -> "sha256:" + sha).orElse(""));
    }

    /** Returns where a submitter who is limited to these may use the model; FORBIDDEN otherwise. */
    public static void requireAllowed(String model, Optional<List<String>> allowed) {
        if (allowed.isPresent() && !allowed.get().contains(model)) {
            throw new ServiceException(ErrorCode.FORBIDDEN, "The token is limited to other models than " + Quote.of(model) + ".");
        }
    }

    /** What a pinned model means, as it is registered now: always that version, on whichever fleet it is. */
    Resolution pinned(JobModel model) {
        Resolution meant = registry.resolve(model.name(), model.version());
        return new Resolution(meant.model(), meant.version(), true);
    }

    /** Most rows of a chunk for it. */
    public int chunkRows(JobModel model) {
        return CutLimits.chunkRows(pinned(model).version().signature());
    }
}
