package io.outrigger.batchworker.work;

import io.outrigger.batchworker.rows.CutLimits;
import io.outrigger.batchworker.rows.CutProgress;
import io.outrigger.batchworker.rows.CutResult;
import io.outrigger.batchworker.rows.InputCut;
import io.outrigger.batchworker.store.JobModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An input that is cut for its job's model.
 *
 * @param model pinned, unless no line names one and the input is refused
 */
public record PinnedCut(CutResult result, JobModel model) {

    /**
     * Cuts an input; where the job names no model, the first line that names one decides, and it is pinned then.
     *
     * @param input closed by the caller
     * @param allowed models that the submitter is limited to
     */
    public static PinnedCut of(InputStream input, JobModel named, Optional<List<String>> allowed, PinnedModels models, CutLimits limits,
            CutProgress progress) throws IOException {
        if (named.resolved()) {
            return new PinnedCut(InputCut.cut(input, models.chunkRows(named), limits, progress), named);
        }
        JobModel[] model = {named};
        CutResult result = InputCut.cut(input, found -> {
            model[0] = models.pin(found.model(), found.version(), allowed);
            return models.chunkRows(model[0]);
        }, limits, progress);
        return new PinnedCut(result, model[0]);
    }
}
