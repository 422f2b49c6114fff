package io.outrigger.perf.models;

import io.outrigger.perf.study.Findings;
import io.outrigger.perf.study.Study;
import io.outrigger.perf.study.StudyOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the networks that are measured, and measures nothing. */
public final class WriteModels implements Study {

    @Override
    public String help() {
        return """
                write-models: no measurement; a model repository with networks of several sizes, for OUTRIGGER_MODELS.

                  --folder FOLDER                                              models-to-measure
                  --server-batching true: the model server puts their requests together too
                                                                               false
                """;
    }

    @Override
    public Map<String, String> defaults() {
        return Map.of("folder", "models-to-measure", "server-batching", "false");
    }

    @Override
    public Findings run(StudyOptions options, Consumer<String> progress) throws IOException {
        var repository = new ModelRepository(Path.of(options.text("folder")));
        for (Network network : Network.values()) {
            repository.add(network, network.model(), Boolean.parseBoolean(options.text("server-batching")), true);
        }
        return Findings.of("");
    }
}
