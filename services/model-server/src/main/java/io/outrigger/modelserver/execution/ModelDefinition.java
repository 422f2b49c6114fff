package io.outrigger.modelserver.execution;

import io.outrigger.modelserver.batching.BatchPolicy;
import io.outrigger.modelserver.runtime.ModelTensor;
import io.outrigger.proto.inference.ModelConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is and how it is to be run: its configuration, made whole with what the ONNX file says.
 *
 * @param config         the whole configuration, as callers may read it
 * @param inputs         shapes without the batch dimension
 * @param outputs        shapes without the batch dimension
 * @param labels         class labels of the outputs that have some, by output
 * @param rowsMax        rows of a batch; 0 where the model has no batch dimension
 * @param workers        calls of the runtime that may be going on at once
 * @param timeout        how long a request may wait that says nothing about it
 * @param callersTimeout whether a caller's own {@code timeout} counts
 * @param notes          what people should know about how it is served, such as why requests are not joined; mostly none
 */
public record ModelDefinition(ModelConfig config, List<ModelTensor> inputs, List<ModelTensor> outputs, Map<String, List<String>> labels,
        int rowsMax, int workers, BatchPolicy batching, Optional<Duration> timeout, boolean callersTimeout, List<String> notes) {

    /** The parameter of the configuration that holds the digest of what was loaded. */
    public static final String DIGEST_PARAMETER = "artifact_sha256";

    /** The digest of the files that this was loaded from, in lower-case hex. */
    public String sha256() {
        return config.getParametersOrThrow(DIGEST_PARAMETER).getStringValue();
    }

    public String name() {
        return config.getName();
    }

    /** Whether the first dimension of every tensor counts rows. */
    public boolean isBatched() {
        return rowsMax > 0;
    }
}
