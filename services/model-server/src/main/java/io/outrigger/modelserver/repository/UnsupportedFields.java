package io.outrigger.modelserver.repository;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import io.outrigger.proto.inference.ModelConfig;
import io.outrigger.proto.inference.ModelDynamicBatching;
import io.outrigger.proto.inference.ModelInput;
import io.outrigger.proto.inference.ModelInstanceGroup;
import io.outrigger.proto.inference.ModelQueuePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The refusal of fields that Triton knows and this server would not honour: a setting without effect is worse than an error.
 *
 * <p>Each is named with its line.
 */
final class UnsupportedFields {

    private static final String THREADS = "intra_op_thread_count";
    private static final Set<String> RUNTIME_PARAMETERS = Set.of("inter_op_thread_count", "execution_mode", "enable_mem_arena",
            "enable_mem_pattern", "memory.enable_memory_arena_shrinkage", "cudnn_conv_algo_search", "cudnn_conv_use_max_workspace",
            "enable_global_threadpool", "session.use_device_allocator_for_initializers", "optimization_level", "execution_accelerators");

    private final Path folder;

    private UnsupportedFields(Path folder) {
        this.folder = folder;
    }

    static void check(Path folder, ConfigFile file) throws ModelRefusedException {
        new UnsupportedFields(folder).check(file.config(), new Place(file.places(), 0));
    }

    private void check(ModelConfig config, Place places) throws ModelRefusedException {
        for (int i = 0; i < config.getInputCount(); i++) {
            ModelInput input = config.getInput(i);
            var at = places.below(config, ModelConfig.INPUT_FIELD_NUMBER, i);
            refuse(input.getFormat() != ModelInput.Format.FORMAT_NONE, input, at, ModelInput.FORMAT_FIELD_NUMBER,
                    "only FORMAT_NONE is supported");
            refuse(input.getOptional(), input, at, ModelInput.OPTIONAL_FIELD_NUMBER,
                    "ONNX Runtime's Java API cannot leave an input out");
        }
        for (int i = 0; i < config.getInstanceGroupCount(); i++) {
            ModelInstanceGroup group = config.getInstanceGroup(i);
            var at = places.below(config, ModelConfig.INSTANCE_GROUP_FIELD_NUMBER, i);
            boolean processor = group.getKind() == ModelInstanceGroup.Kind.KIND_CPU || group.getKind() == ModelInstanceGroup.Kind.KIND_AUTO;
            refuse(!processor, group, at, ModelInstanceGroup.KIND_FIELD_NUMBER,
                    group.getKind() + " is not supported, only KIND_CPU and KIND_AUTO");
            refuse(group.getGpusCount() > 0, group, at, ModelInstanceGroup.GPUS_FIELD_NUMBER, "this server runs on processors only");
            refuse(group.getCount() < 0 || group.getCount() > 256, group, at, ModelInstanceGroup.COUNT_FIELD_NUMBER,
                    "expected 1 to 256, found " + group.getCount());
        }
        checkBatching(config, places);
        for (String name : config.getParametersMap().keySet()) {
            refuse(RUNTIME_PARAMETERS.contains(name), config, places, ModelConfig.PARAMETERS_FIELD_NUMBER,
                    "the parameter '" + name + "' is not supported; of the runtime's parameters only '" + THREADS + "' is");
        }
    }

    private void checkBatching(ModelConfig config, Place places) throws ModelRefusedException {
        if (!config.hasDynamicBatching()) {
            return;
        }
        var batching = config.getDynamicBatching();
        var at = places.below(config, ModelConfig.DYNAMIC_BATCHING_FIELD_NUMBER, 0);
        refuse(batching.getPreserveOrdering(), batching, at, ModelDynamicBatching.PRESERVE_ORDERING_FIELD_NUMBER,
                "answers go out as they are ready");
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
            refuse(policy.getTimeoutAction() != ModelQueuePolicy.TimeoutAction.REJECT, policy, deeper,
                    ModelQueuePolicy.TIMEOUT_ACTION_FIELD_NUMBER, "only REJECT is supported");
        }
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

    /** The parameter that says how many threads one call may use; 1 where nothing is said. */
    static int threadsPerCall(Path folder, ModelConfig config) throws ModelRefusedException {
        String text = config.containsParameters(THREADS) ? config.getParametersOrThrow(THREADS).getStringValue() : "1";
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1) {
            throw new ModelRefusedException(folder.getFileName() + "/" + ConfigFile.NAME + ": parameter '" + THREADS
                    + "': expected 1 to 999, found '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
