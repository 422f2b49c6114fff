package io.outrigger.modelserver.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.statistics.CountsLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model's folder may say, and how it is told what it may not. */
class ModelFolderTest {

    private static final Path MODELS = Path.of("src/test/resources/models");

    @TempDir
    private Path root;

    private Path folder(String model, String config) throws IOException {
        Path folder = root.resolve(model);
        for (int version = 1; version <= 2; version++) {
            Path source = MODELS.resolve(model + "/" + version + "/model.onnx");
            if (Files.exists(source)) {
                Files.createDirectories(folder.resolve(Integer.toString(version)));
                Files.copy(source, folder.resolve(version + "/model.onnx"));
            }
        }
        Files.writeString(folder.resolve("config.pbtxt"), config);
        Files.writeString(folder.resolve("labels.txt"), "a\nb\n");
        return folder;
    }

    private NavigableSet<Long> load(String model, String config) throws IOException, ModelRefusedException {
        var loaded = new ModelLoader(folder(model, config), new RepositoryConfig(root, true, true, 10, 1_000), new BufferPool(0),
                new CountsLedger())
                .load();
        loaded.values().forEach(version -> version.close());
        return new TreeSet<>(loaded.keySet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max_batch_size: 4 optimisation { } | scale/config.pbtxt:1: unknown field 'optimisation' of ModelConfig, which Triton does not
            optimization { graph { levle: 1 } } | scale/config.pbtxt:1: unknown field 'levle' of Graph
            response_cache { enable: true } | field 'response_cache' of ModelConfig: a field of Triton's that is not supported here: answers
            model_transaction_policy { decoupled: true } | field 'model_transaction_policy' of ModelConfig: a field of Triton's that is not
            sequence_batching { } | field 'sequence_batching' of ModelConfig: a field of Triton's that is not supported here
            ensemble_scheduling { } | field 'ensemble_scheduling' of ModelConfig: a field of Triton's that is not supported here
            batch_input { kind: BATCH_ITEM_SHAPE } | field 'batch_input' of ModelConfig: a field of Triton's that is not supported here
            model_operations { op_library_filename: "ops.so" } | field 'model_operations' of ModelConfig: a field of Triton's
            model_repository_agents { agents { name: "checksum" } } | field 'model_repository_agents' of ModelConfig: a field of Triton's
            runtime: "python" | field 'runtime' of ModelConfig: a field of Triton's that is not supported here
            input { name: "input" is_shape_tensor: true } | field 'is_shape_tensor' of ModelInput: a field of Triton's
            input { name: "input" allow_ragged_batch: true } | field 'allow_ragged_batch' of ModelInput: a field of Triton's
            instance_group { passive: true } | field 'passive' of ModelInstanceGroup: a field of Triton's
            max_batch_size: 4 dynamic_batching { priority_levels: 2 } | field 'priority_levels' of ModelDynamicBatching: a field of Triton's
            input { nam: "x" } | unknown field 'nam' of ModelInput
            max_batch_size: x | config.pbtxt:1:
            max_batch_size: 4 max_batch_size: 5 | max_batch_size
            name: "other" | name is 'other' but the folder is 'scale'
            platform: "tensorrt_plan" | platform 'tensorrt_plan' is not supported here
            backend: "python" | backend 'python' is not supported here
            max_batch_size: -1 | max_batch_size is -1
            default_model_filename: "../x" | must be a file name without folders
            default_model_filename: "a\\000b" | must be a file name without folders
            max_batch_size: 4 output { name: "output" data_type: TYPE_FP32 dims: 4 label_filename: "a\\000b" } | it cannot be read
            default_model_filename: "other.onnx" | version 2 has no file other.onnx
            instance_group { kind: KIND_GPU } | field 'kind' of ModelInstanceGroup: a field of Triton's that is not supported here: this
            instance_group { kind: KIND_CPU gpus: 0 } | field 'gpus' of ModelInstanceGroup: a field of Triton's that is not supported here
            instance_group { count: 1000 } | field 'count' of ModelInstanceGroup
            max_batch_size: 4 dynamic_batching { preserve_ordering: true } | field 'preserve_ordering' of ModelDynamicBatching
            max_batch_size: 4 dynamic_batching { preferred_batch_size: 8 } | field 'preferred_batch_size' of ModelDynamicBatching
            max_batch_size: 4 dynamic_batching { default_queue_policy { timeout_action: DELAY } } | field 'timeout_action' of
            dynamic_batching { } | field 'dynamic_batching' of ModelConfig: dynamic batching needs a max_batch_size
            input { name: "input" data_type: TYPE_FLOAT32 dims: 4 } | scale/config.pbtxt:1: unknown value 'TYPE_FLOAT32' of DataType
            parameters { key: "intra_op_thread_count" value { string_value: "many" } } | expected 1 to 999, found 'many'
            version_policy { specific { versions: 7 } } | names the versions [7] but the folder has [1, 2]
            input { name: "input" data_type: TYPE_FP32 dims: 4 optional: true } | field 'optional' of ModelInput
            input { name: "input" format: FORMAT_NCHW dims: 4 } | field 'format' of ModelInput: FORMAT_NCHW has 3 dims, found 1
            max_batch_size: 4 input { name: "foo" data_type: TYPE_FP32 dims: 4 } | input 'foo' is not in the ONNX file, which has [input]
            max_batch_size: 4 input { name: "input" data_type: TYPE_FP16 dims: 4 } | is TYPE_FP16 but the ONNX file says TYPE_FP32
            max_batch_size: 4 input { name: "input" data_type: TYPE_FP32 dims: 5 } | has dims [5] but the ONNX file says [4]
            max_batch_size: 4 input { name: "input" data_type: TYPE_FP32 dims: -1 } | has dims [-1] but the ONNX file says [4]
            max_batch_size: 4 output { name: "output" data_type: TYPE_FP32 dims: 4 label_filename: "../l" } | lies outside the model
            max_batch_size: 4 output { name: "output" data_type: TYPE_FP32 dims: 4 label_filename: "no" } | cannot read label_file
            """)
    void aFaultIsNamed(String config, String sentence) {
        var refusal = catchThrowableOfType(ModelRefusedException.class, () -> load("scale", config));
        assertThat(refusal).as("loaded in spite of " + config).isNotNull();
        assertThat(refusal).hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            name: "%s"
            platform: "%s"
            backend: "%s"
            default_model_filename: "%s"
            %s: 1
            parameters { key: "intra_op_thread_count" value { string_value: "%s" } }
            input { name: "%s" data_type: TYPE_FP32 dims: 4 }
            output { name: "output" data_type: TYPE_FP32 dims: 4 label_filename: "%s" }
            model_warmup { name: "%s" }
            model_warmup { inputs { key: "%s" value { } } }
            """)
    void aFileIsQuotedShortAndPrintable(String config) {
        var refusal = catchThrowableOfType(ModelRefusedException.class,
                () -> load("scale", "max_batch_size: 4 " + config.formatted("a\u001b[31mb" + "x".repeat(500))));
        assertThat(refusal).as("loaded in spite of " + config).isNotNull();
        assertThat(refusal.getMessage()).doesNotContain("\u001b").doesNotContain("x".repeat(101));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max_batch_size: 4 optimization { graph { level: 1 } input_pinned_memory { enable: true } execution_accelerators { \
            gpu_execution_accelerator: [ { name: "trt" parameters { key: "a" value: "b" } } ] } }
            max_batch_size: 4 response_cache { enable: false } model_transaction_policy { decoupled: false }
            max_batch_size: 4 model_operations { } model_repository_agents { } runtime: "" metric_tags { key: "team" value: "a" }
            max_batch_size: 4 cc_model_filenames { key: "7.5" value: "model.onnx" } model_metrics { }
            max_batch_size: 4 dynamic_batching { priority_levels: 1 default_priority_level: 1 }
            max_batch_size: 4 instance_group [ { name: "a" count: 1 kind: KIND_MODEL host_policy: "cpu" rate_limiter { priority: 1 } } ]
            max_batch_size: 4 instance_group { kind: KIND_AUTO gpus: [ 0 ] }
            max_batch_size: 4 input { name: "input" format: FORMAT_NHWC optional: false is_shape_tensor: false }
            max_batch_size: 4 output { name: "output" is_shape_tensor: false dims: 4 }
            max_batch_size: 4 parameters { key: "execution_mode" value { string_value: "1" } } parameters { key: "intra_op_thread_count" \
            value: { string_value: "0" } }
            max_batch_size: 4 version_policy: { all: {} }
            """)
    @ValueSource(strings = """
            \ufeffname: "scale"\r\nmax_batch_size: 4 # rows\r\ninput [ { name: 'in' 'put'; data_type: 11, dims: [ 4 ]; } ]\r\n""")
    void whatChangesNothingLoads(String config) throws Exception {
        assertThat(load("scale", config)).contains(2L);
    }

    @Test
    void theLineOfAFaultIsToldWhereverItStands() {
        var refusal = catchThrowableOfType(ModelRefusedException.class,
                () -> load("scale", "max_batch_size: 4\n\ninstance_group [\n  { count: 1 },\n  {\n    kind: KIND_GPU }\n]\n"));
        assertThat(refusal).hasMessageContaining("scale/config.pbtxt:6: field 'kind'");
    }

    @Test
    void aBatchedModelNeedsAFreeFirstDimension() {
        var refusal = catchThrowableOfType(ModelRefusedException.class, () -> load("negate-fixed", "max_batch_size: 2"));
        assertThat(refusal).hasMessageContaining("first dimension of input 'input' is not free").hasMessageContaining("[2, 3]");
    }

    @Test
    void versionsFollowThePolicy() throws Exception {
        assertThat(load("scale", "max_batch_size: 4")).containsExactly(2L);
        assertThat(VersionFolders.choose(root, List.of(1L, 2L, 5L),
                policy("version_policy { latest { num_versions: 2 } }"))).containsExactly(2L, 5L);
        assertThat(VersionFolders.choose(root, List.of(1L, 2L, 5L), policy("version_policy { all { } }"))).containsExactly(1L, 2L, 5L);
        assertThat(VersionFolders.choose(root, List.of(1L, 2L, 5L),
                policy("version_policy { specific { versions: [5, 1] } }"))).containsExactly(1L, 5L);
    }

    @Test
    void ofTheVersionsThatAPolicyNamesThoseThereAreServed() throws Exception {
        var loaded = new ModelLoader(folder("scale", "version_policy { specific { versions: [1, 7] } }"),
                new RepositoryConfig(root, true, true, 10, 1_000), new BufferPool(0), new CountsLedger()).load();
        try (var version = loaded.get(1L)) {
            assertThat(loaded.keySet()).containsExactly(1L);
            assertThat(version.note()).contains("the version policy names [7] too, for which there are no folders; the folder has [1, 2]");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "model.onnx             | no numbered folder; model.onnx lies in it: put it into a folder 1, as 1/model.onnx",
        "v1/model.onnx          | no numbered folder; it has the folder v1, and a version's folder is named by a number",
        "01/model.onnx          | no numbered folder; it has the folder 01, and a version's folder is named by a number",
        "deeper/1/model.onnx    | no numbered folder",
        "1/resnet.onnx          | version 1 has no file model.onnx; it has resnet.onnx: name that file model.onnx, or say",
        "1/model.plan           | version 1 has no file model.onnx; it has model.plan, which is a TensorRT plan: only ONNX models",
        "1/model.onnx/weights.x | version 1 has no file model.onnx: there is a folder of this name"})
    void aModelInTheWrongPlaceIsToldWhereItBelongs(String place, String sentence) throws IOException {
        Path file = root.resolve("misplaced").resolve(place);
        Files.createDirectories(file.getParent());
        Files.copy(MODELS.resolve("scale/1/model.onnx"), file);
        var loader = new ModelLoader(root.resolve("misplaced"), new RepositoryConfig(root, true, true, 10, 1_000), new BufferPool(0),
                new CountsLedger());
        assertThat(catchThrowableOfType(ModelRefusedException.class, loader::load)).hasMessageContaining(sentence);
        boolean listed = !place.startsWith("deeper");
        assertThat(new ModelFolders(root).list()).as("told at the start").isEqualTo(listed ? List.of("misplaced") : List.of());
        assertThat(new ModelFolders(root).exists("misplaced")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b", "", "nobody"})
    void whatIsNoFolderOfTheRepositoryIsNone(String name) throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        assertThat(new ModelFolders(root).exists(name)).isFalse();
    }

    @Test
    void everythingLeftOutIsReadFromTheFile() throws Exception {
        var loaded = new ModelLoader(folder("scale", "max_batch_size: 4 instance_group { count: 3 } "
                + "dynamic_batching { max_queue_delay_microseconds: 7 default_queue_policy { max_queue_size: 5 } }"),
                new RepositoryConfig(root, true, true, 10, 1_000), new BufferPool(0), new CountsLedger()).load();
        try (var version = loaded.get(2L)) {
            var definition = version.definition();
            assertThat(definition.workers()).isEqualTo(3);
            assertThat(definition.inputs()).hasSize(1);
            assertThat(definition.config().getInput(0).getDimsList()).containsExactly(4L);
            assertThat(definition.config().getPlatform()).isEqualTo("onnxruntime_onnx");
            assertThat(definition.batching().requestsMax()).isEqualTo(5);
            assertThat(definition.batching().holdNanos()).isEqualTo(7_000);
            assertThat(definition.batching().joining()).isTrue();
        }
    }

    private static io.outrigger.proto.inference.ModelVersionPolicy policy(String text) throws Exception {
        var config = io.outrigger.proto.inference.ModelConfig.newBuilder();
        com.google.protobuf.TextFormat.merge(text, config);
        return config.getVersionPolicy();
    }
}
