package io.outrigger.modelserver.repository;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelDynamicBatching;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.proto.inference.ModelOutput;
import io.outrigger.proto.inference.ModelQueuePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this server makes of the fields that Triton knows.
 *
 * <p>A field that would change an answer, or that promises what is not done here, is refused with its line, as one of Triton's that
 * is not supported. At a value that asks for nothing it is fine; what only makes Triton faster or says more about it is taken and
 * has no effect, which the log tells.
 */
final class ConfigFields {

    private static final String THREADS = "intra_op_thread_count";
    /** Parameters of Triton's ONNX Runtime backend that change how a model computes, not what. */
    private static final Set<String> RUNTIME_HINTS = Set.of("execution_mode", "inter_op_thread_count", "enable_mem_arena",
            "enable_mem_pattern", "memory.enable_memory_arena_shrinkage", "cudnn_conv_algo_search", "cudnn_conv_use_max_workspace",
            "cudnn_conv1d_pad_to_nc1d", "gpu_mem_limit", "arena_extend_strategy", "enable_global_threadpool",
            "session.use_device_allocator_for_initializers", "optimization_level", "do_copy_in_default_stream", "use_cuda_graph");
    private static final Set<String> RUNTIMES = Set.of("", "onnxruntime", "libtriton_onnxruntime.so");
    /** Fields of the whole configuration that are not done here at any value but the empty one, and why. */
    private static final Map<Integer, String> NOT_HERE = Map.of(
            ModelConfig.BATCH_INPUT_FIELD_NUMBER, "no tensors are made from a batch's requests",
            ModelConfig.BATCH_OUTPUT_FIELD_NUMBER, "outputs are divided by rows only",
            ModelConfig.SEQUENCE_BATCHING_FIELD_NUMBER, "requests share no state",
            ModelConfig.ENSEMBLE_SCHEDULING_FIELD_NUMBER, "a model is one ONNX file");
    private static final Set<Integer> WITHOUT_EFFECT = Set.of(ModelConfig.OPTIMIZATION_FIELD_NUMBER,
            ModelConfig.CC_MODEL_FILENAMES_FIELD_NUMBER, ModelConfig.METRIC_TAGS_FIELD_NUMBER, ModelConfig.MODEL_METRICS_FIELD_NUMBER);

    private final Path folder;
    private final List<String> ignored = new ArrayList<>();

    private ConfigFields(Path folder) {
        this.folder = folder;
    }

    /** Refuses what cannot be done; the names of what has no effect here. */
    static List<String> check(Path folder, ConfigFile file) throws ModelRefusedException {
        var fields = new ConfigFields(folder);
        fields.check(file.config(), new Place(file.places(), 0));
        return List.copyOf(fields.ignored);
    }

    private void check(ModelConfig config, Place places) throws ModelRefusedException {
        for (FieldDescriptor field : config.getAllFields().keySet()) {
            unsupported(NOT_HERE.containsKey(field.getNumber()), config, places, field.getNumber(), NOT_HERE.get(field.getNumber()));
            ignore(WITHOUT_EFFECT.contains(field.getNumber()), field.getName());
        }
        unsupported(!RUNTIMES.contains(config.getRuntime()), config, places, ModelConfig.RUNTIME_FIELD_NUMBER,
                "models run on ONNX Runtime only");
        unsupported(config.getModelTransactionPolicy().getDecoupled(), config, places, ModelConfig.MODEL_TRANSACTION_POLICY_FIELD_NUMBER,
                "a request has one answer, so decoupled can only be false");
        unsupported(config.getResponseCache().getEnable(), config, places, ModelConfig.RESPONSE_CACHE_FIELD_NUMBER,
                "answers are not cached, so enable can only be false");
        unsupported(config.getModelRepositoryAgents().getAgentsCount() > 0, config, places,
                ModelConfig.MODEL_REPOSITORY_AGENTS_FIELD_NUMBER, "models are read as they lie in the repository");
        unsupported(config.getModelOperations().getOpLibraryFilenameCount() > 0, config, places,
                ModelConfig.MODEL_OPERATIONS_FIELD_NUMBER, "libraries of custom operators are not loaded");
        for (int i = 0; i < config.getInputCount(); i++) {
            checkInput(config.getInput(i), places.below(config, ModelConfig.INPUT_FIELD_NUMBER, i));
        }
        for (int i = 0; i < config.getOutputCount(); i++) {
            ModelOutput output = config.getOutput(i);
            var at = places.below(config, ModelConfig.OUTPUT_FIELD_NUMBER, i);
            unsupported(output.getIsShapeTensor(), output, at, ModelOutput.IS_SHAPE_TENSOR_FIELD_NUMBER, "only TensorRT has shape tensors");
            unsupported(output.getIsNonLinearFormatIo(), output, at, ModelOutput.IS_NON_LINEAR_FORMAT_IO_FIELD_NUMBER,
                    "only TensorRT has such formats");
        }
        for (int i = 0; i < config.getInstanceGroupCount(); i++) {
            checkGroup(config.getInstanceGroup(i), places.below(config, ModelConfig.INSTANCE_GROUP_FIELD_NUMBER, i));
        }
        checkBatching(config, places);
        for (var parameter : config.getParametersMap().entrySet()) {
            ignore(RUNTIME_HINTS.contains(parameter.getKey()), "parameter " + parameter.getKey());
        }
    }

    private void checkInput(ModelInput input, Place at) throws ModelRefusedException {
        refuse(input.getFormat() != ModelInput.Format.FORMAT_NONE && input.getDimsCount() > 0 && input.getDimsCount() != 3, input, at,
                ModelInput.FORMAT_FIELD_NUMBER, input.getFormat() + " has 3 dims, found " + input.getDimsCount());
        unsupported(input.getOptional(), input, at, ModelInput.OPTIONAL_FIELD_NUMBER,
                "ONNX Runtime wants every input that the file has no default for, and takes no other");
        unsupported(input.getIsShapeTensor(), input, at, ModelInput.IS_SHAPE_TENSOR_FIELD_NUMBER, "only TensorRT has shape tensors");
        unsupported(input.getIsNonLinearFormatIo(), input, at, ModelInput.IS_NON_LINEAR_FORMAT_IO_FIELD_NUMBER,
                "only TensorRT has such formats");
        unsupported(input.getAllowRaggedBatch(), input, at, ModelInput.ALLOW_RAGGED_BATCH_FIELD_NUMBER,
                "only rows of one shape run together");
    }

    private void checkGroup(ModelInstanceGroup group, Place at) throws ModelRefusedException {
        boolean gpu = group.getKind() == ModelInstanceGroup.Kind.KIND_GPU;
        unsupported(gpu, group, at, ModelInstanceGroup.KIND_FIELD_NUMBER, "this server runs on processors, and KIND_GPU means a GPU; "
                + "KIND_AUTO means one in a Triton that has some, and a processor here");
        unsupported(group.getGpusCount() > 0 && group.getKind() != ModelInstanceGroup.Kind.KIND_AUTO, group, at,
                ModelInstanceGroup.GPUS_FIELD_NUMBER, "this server runs on processors only");
        refuse(group.getCount() < 0 || group.getCount() > 256, group, at, ModelInstanceGroup.COUNT_FIELD_NUMBER,
                "expected 1 to 256, found " + group.getCount());
        unsupported(group.getProfileCount() > 0, group, at, ModelInstanceGroup.PROFILE_FIELD_NUMBER, "only TensorRT has profiles");
        unsupported(group.getPassive(), group, at, ModelInstanceGroup.PASSIVE_FIELD_NUMBER, "every instance takes requests");
        unsupported(group.getSecondaryDevicesCount() > 0, group, at, ModelInstanceGroup.SECONDARY_DEVICES_FIELD_NUMBER,
                "this server runs on processors only");
        ignore(group.hasRateLimiter(), "instance_group.rate_limiter");
        ignore(!group.getHostPolicy().isEmpty(), "instance_group.host_policy");
        ignore(group.getGpusCount() > 0, "instance_group.gpus");
    }

    private void checkBatching(ModelConfig config, Place places) throws ModelRefusedException {
        if (!config.hasDynamicBatching()) {
            return;
        }
        var batching = config.getDynamicBatching();
        var at = places.below(config, ModelConfig.DYNAMIC_BATCHING_FIELD_NUMBER, 0);
        unsupported(batching.getPreserveOrdering(), batching, at, ModelDynamicBatching.PRESERVE_ORDERING_FIELD_NUMBER,
                "answers go out as they are ready");
        unsupported(Long.compareUnsigned(batching.getPriorityLevels(), 1) > 0, batching, at,
                ModelDynamicBatching.PRIORITY_LEVELS_FIELD_NUMBER, "all requests have one priority");
        unsupported(batching.getPriorityQueuePolicyCount() > 0, batching, at, ModelDynamicBatching.PRIORITY_QUEUE_POLICY_FIELD_NUMBER,
                "all requests have one priority");
        refuse(batching.getPreferredBatchSizeList().stream().anyMatch(size -> size < 1 || size > config.getMaxBatchSize()), batching, at,
                ModelDynamicBatching.PREFERRED_BATCH_SIZE_FIELD_NUMBER, "expected sizes from 1 to max_batch_size "
                        + config.getMaxBatchSize()
                        + ", found " + batching.getPreferredBatchSizeList());
        refuse(config.getMaxBatchSize() < 1, config, places, ModelConfig.DYNAMIC_BATCHING_FIELD_NUMBER,
                "dynamic batching needs a max_batch_size of 1 or more");
        refuse(batching.getMaxQueueDelayMicroseconds() < 0 || batching.getMaxQueueDelayMicroseconds() > 60_000_000L, batching, at,
                ModelDynamicBatching.MAX_QUEUE_DELAY_MICROSECONDS_FIELD_NUMBER, "expected up to 60000000 (a minute)");
        if (batching.hasDefaultQueuePolicy()) {
            ModelQueuePolicy policy = batching.getDefaultQueuePolicy();
            var deeper = at.below(batching, ModelDynamicBatching.DEFAULT_QUEUE_POLICY_FIELD_NUMBER, 0);
            unsupported(policy.getTimeoutAction() != ModelQueuePolicy.TimeoutAction.REJECT, policy, deeper,
                    ModelQueuePolicy.TIMEOUT_ACTION_FIELD_NUMBER, "a request whose time is over is answered so, which is REJECT");
        }
    }

    private void ignore(boolean there, String name) {
        if (there) {
            ignored.add(name);
        }
    }

    private void unsupported(boolean wrong, Message owner, Place place, int number, String why) throws ModelRefusedException {
        refuse(wrong, owner, place, number, "a field of Triton's that is not supported here: " + why);
    }

    private void refuse(boolean wrong, Message owner, Place place, int number, String why) throws ModelRefusedException {
        if (wrong) {
            FieldDescriptor field = owner.getDescriptorForType().findFieldByNumber(number);
            throw new ModelRefusedException(ConfigFile.place(folder, place.line(field)) + "field '" + field.getName() + "' of "
                    + owner.getDescriptorForType().getName() + ": " + why);
        }
    }

    /**
     * Where a message stands in the file.
     *
     * @param tree  null where the parser kept nothing; one for all elements where they are written as a list in brackets
     * @param index the message's place among the elements of its field
     */
    private record Place(TextFormatParseInfoTree tree, int index) {

        int line(FieldDescriptor field) {
            var locations = tree == null ? List.<TextFormatParseLocation>of() : tree.getLocations(field);
            return locations.isEmpty() ? 1 : locations.get(Math.min(index, locations.size() - 1)).getLine() + 1;
        }

        Place below(Message owner, int number, int element) {
            FieldDescriptor field = owner.getDescriptorForType().findFieldByNumber(number);
            var trees = tree == null ? List.<TextFormatParseInfoTree>of() : tree.getNestedTrees(field);
            return new Place(trees.isEmpty() ? null : trees.get(Math.min(element, trees.size() - 1)), element);
        }
    }

    /** The parameter that says how many threads one call may use: 1 where nothing is said, as many as there are processors for 0. */
    static int threadsPerCall(Path folder, ModelConfig config) throws ModelRefusedException {
        String text = config.containsParameters(THREADS) ? config.getParametersOrThrow(THREADS).getStringValue() : "1";
        if (!text.matches("[0-9]{1,3}")) {
            throw new ModelRefusedException(ConfigFile.place(folder) + "parameter '" + THREADS + "': expected 1 to 999, found "
                    + Quote.of(text));
        }
        return Integer.parseInt(text) == 0 ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(text);
    }
}
