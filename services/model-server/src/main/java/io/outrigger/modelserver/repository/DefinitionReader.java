package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.batching.BatchPolicy;
import io.outrigger.modelserver.execution.ModelDefinition;
import io.outrigger.modelserver.repository.Signatures.Signature;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.TensorShapes;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelDynamicBatching;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.proto.inference.ModelOutput;
import io.outrigger.proto.inference.ModelParameter;
import io.outrigger.proto.inference.ModelVersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a model's configuration whole: what config.pbtxt says, checked against the ONNX file, and the rest read from that file.
 *
 * <p>Without a {@code max_batch_size} nothing is batched. Triton would guess where every tensor has a free first dimension; but that may
 * as well be the length of a sequence, and then callers would be answered with one another's rows.
 */
final class DefinitionReader {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionReader.class);

    private static final String PLATFORM = "onnxruntime_onnx";
    private static final String BACKEND = "onnxruntime";
    private static final String FILE = "model.onnx";

    private final Path folder;
    private final RepositoryConfig limits;

    DefinitionReader(Path folder, RepositoryConfig limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /** The checks that need no ONNX file. */
    ModelConfig readConfig() throws ModelRefusedException {
        Optional<ConfigFile> file = ConfigFile.read(folder);
        if (file.isEmpty()) {
            return ModelConfig.getDefaultInstance();
        }
        List<String> ignored = ConfigFields.check(folder, file.get());
        ModelConfig config = file.get().config();
        String name = folder.getFileName().toString();
        if (!ignored.isEmpty()) {
            LOG.info("{}without effect on this server: {}", ConfigFile.place(folder), ignored);
        }
        expect(config.getName().isEmpty() || config.getName().equals(name), "name is %s but the folder is %s",
                Quote.of(config.getName()), Quote.of(name));
        expect(config.getPlatform().isEmpty() || config.getPlatform().equals(PLATFORM), "platform %s is not supported here, only '%s'",
                Quote.of(config.getPlatform()), PLATFORM);
        expect(config.getBackend().isEmpty() || config.getBackend().equals(BACKEND), "backend %s is not supported here, only '%s'",
                Quote.of(config.getBackend()), BACKEND);
        expect(config.getMaxBatchSize() >= 0, "max_batch_size is %s; expected 0 or more", config.getMaxBatchSize());
        String model = config.getDefaultModelFilename();
        expect(model.chars().noneMatch(Character::isISOControl) && !model.contains("/") && !model.contains("\\")
                        && !model.contains(".."),
                "default_model_filename %s must be a file name without folders", Quote.of(model));
        return config;
    }

    /** The file of one version. */
    Path modelFile(ModelConfig config, long version) throws ModelRefusedException {
        Path file = folder.resolve(Long.toString(version)).resolve(config.getDefaultModelFilename().isEmpty() ? FILE
                : config.getDefaultModelFilename());
        if (!Files.isRegularFile(file)) {
            throw new ModelRefusedException("version " + version + " has no file " + Quote.bare(file.getFileName().toString())
                    + FolderMishap.inVersion(file.getParent(), file.getFileName().toString()));
        }
        return file;
    }

    /**
     * A version as it is to be served.
     *
     * @param shapes the model's own shapes where callers know others
     */
    record Defined(ModelDefinition definition, TensorShapes shapes) {
    }

    /**
     * The definition of one version, whose session is open.
     *
     * @param sha256 of what it was loaded from, told to callers
     * @param known  what people should know about it already
     */
    Defined define(ModelConfig written, OnnxSession session, String sha256, List<String> known) throws ModelRefusedException {
        int rowsMax = written.getMaxBatchSize();
        Signature signature = Signatures.read(folder, written, session, rowsMax);
        List<String> notes = new ArrayList<>(known);
        notes.addAll(signature.notes());
        if (rowsMax == 0 || written.hasDynamicBatching()) {
            signature.rows().note().ifPresent(notes::add);
        }
        var config = written.toBuilder()
                .setName(folder.getFileName().toString())
                .setPlatform(PLATFORM)
                .setBackend(BACKEND)
                .setMaxBatchSize(rowsMax)
                .setDefaultModelFilename(written.getDefaultModelFilename().isEmpty() ? FILE : written.getDefaultModelFilename())
                .putParameters(ModelDefinition.DIGEST_PARAMETER, ModelParameter.newBuilder().setStringValue(sha256).build())
                .clearInput().addAllInput(Signatures.inputConfigs(signature.inputs(), written))
                .clearOutput().addAllOutput(Signatures.outputConfigs(signature.outputs(), written));
        if (!written.hasVersionPolicy()) {
            config.setVersionPolicy(ModelVersionPolicy.newBuilder().setLatest(ModelVersionPolicy.Latest.newBuilder().setNumVersions(1)));
        }
        int workers = Math.max(1, written.getInstanceGroupList().stream().mapToInt(group -> Math.max(1, group.getCount())).sum());
        if (written.getInstanceGroupCount() == 0) {
            config.addInstanceGroup(ModelInstanceGroup.newBuilder().setName(config.getName()).setCount(1)
                    .setKind(ModelInstanceGroup.Kind.KIND_CPU));
        }
        ModelConfig whole = config.build();
        var policy = whole.getDynamicBatching().getDefaultQueuePolicy();
        long timeoutMicros = policy.getDefaultTimeoutMicroseconds();
        boolean limited = timeoutMicros > 0 && timeoutMicros < Long.MAX_VALUE / 1_000;
        var definition = new ModelDefinition(whole, signature.inputs(), signature.outputs(), labels(written),
                rowsMax, workers, batching(whole, signature.rows().joining()),
                limited ? Optional.of(Duration.ofNanos(timeoutMicros * 1_000)) : Optional.empty(),
                !limited || policy.getAllowTimeoutOverride(), List.copyOf(notes));
        return new Defined(definition, signature.shapes());
    }

    private BatchPolicy batching(ModelConfig config, boolean joining) {
        ModelDynamicBatching batching = config.getDynamicBatching();
        int configured = batching.getDefaultQueuePolicy().getMaxQueueSize();
        int requestsMax = configured <= 0 ? limits.queueRequestsMax() : Math.min(configured, limits.queueRequestsMax());
        return new BatchPolicy(Math.max(1, config.getMaxBatchSize()), joining && config.hasDynamicBatching(),
                batching.getPreferredBatchSizeList(), batching.getMaxQueueDelayMicroseconds() * 1_000, requestsMax, limits.queueBytesMax());
    }

    private Map<String, List<String>> labels(ModelConfig written) throws ModelRefusedException {
        Map<String, List<String>> labels = new HashMap<>();
        for (ModelOutput output : written.getOutputList()) {
            if (output.getLabelFilename().isEmpty()) {
                continue;
            }
            Path file = folder.resolve(output.getLabelFilename()).normalize();
            expect(file.startsWith(folder.normalize()), "label_filename %s lies outside the model's folder",
                    Quote.of(output.getLabelFilename()));
            try {
                labels.put(output.getName(), Files.readAllLines(file).stream().map(String::strip).toList());
            } catch (IOException e) {
                throw new ModelRefusedException("cannot read label_filename " + Quote.of(output.getLabelFilename()) + " of output "
                        + Quote.of(output.getName()), e);
            }
        }
        return labels;
    }

    private void expect(boolean right, String sentence, Object... values) throws ModelRefusedException {
        if (!right) {
            throw new ModelRefusedException(ConfigFile.place(folder) + sentence.formatted(values));
        }
    }
}
