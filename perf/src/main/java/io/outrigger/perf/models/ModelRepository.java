package io.outrigger.perf.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of models as the platform is started with, each with what the registry is to be told of it. */
public record ModelRepository(Path folder) {

    /**
     * Adds a network.
     *
     * @param name of the model, which several may serve the same network under
     * @param batchedByServer whether the model server puts its requests together
     * @param batchedByPlatform whether the platform does
     */
    public ModelRepository add(Network network, String name, boolean batchedByServer, boolean batchedByPlatform) throws IOException {
        Path model = folder.resolve(name);
        Files.createDirectories(model.resolve("1"));
        Files.write(model.resolve("1/model.onnx"), network.onnx());
        Files.writeString(model.resolve("config.pbtxt"), """
                platform: "onnxruntime_onnx"
                max_batch_size: 64
                instance_group [ { count: 1 kind: KIND_CPU } ]
                """ + (batchedByServer ? "dynamic_batching { }\n" : ""));
        Files.writeString(model.resolve("registration.json"), """
                {"name":"%s","framework":"onnx","batching":"%s","description":"A network with weights by chance, for measurements."}
                """.formatted(name, batchedByPlatform ? "on" : "off"));
        return this;
    }
}
