package io.outrigger.modelserver;

import static io.outrigger.modelserver.TestServer.floats;
import static io.outrigger.modelserver.TestServer.longs;
import static io.outrigger.modelserver.TestServer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Eight callers at once on models of every odd shape: each is answered as if it had been alone, whatever configuration there is. One
 * piece, since most of it is the table of the models.
 */
@Timeout(120)
class OddShapesIT {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static final int CALLERS = 8;
    private static final int ROUNDS = 30;
    /** Callers' requests wait for one another, so nearly every run is a joined one where runs may be joined. */
    private static final String BATCHED = "max_batch_size: 16\ndynamic_batching { max_queue_delay_microseconds: 2000 }\n";

    /**
     * A model and what is asked of it.
     *
     * @param file    the model of the test's folder whose file it has
     * @param config  empty for none
     * @param request by a number that makes it one of its own
     */
    private record Odd(String name, String file, String config, IntFunction<ModelInferRequest.Builder> request) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static float[] numbers(int seed, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (seed * 31 + i * 17) % 23 - 11;
        }
        return values;
    }

    private static ModelInferRequest.Builder rows(String input, int rows, int seed) {
        return request("", input, "FP32", List.of((long) rows, 2L), TestServer.floatBytes(numbers(seed, rows * 2)));
    }

    private static ModelInferRequest.Builder ragged(int seed, int width) {
        return floats("", List.of(1L, (long) width), numbers(seed, width));
    }

    private static ModelInferRequest.Builder text(int seed) {
        var bytes = new ByteArrayOutputStream();
        for (String word : List.of("w".repeat(seed % 7), "ü" + seed)) {
            byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(utf8.length).array());
            bytes.writeBytes(utf8);
        }
        return request("", "input", "BYTES", List.of(1L, 2L), ByteString.copyFrom(bytes.toByteArray()));
    }

    private static ModelInferRequest.Builder some(ModelInferRequest.Builder request, int seed, String... outputs) {
        for (int i = 0; i < outputs.length; i++) {
            if ((seed % 3 + 1 & 1 << i) != 0) {
                request.addOutputs(InferRequestedOutputTensor.newBuilder().setName(outputs[(i + seed) % outputs.length]));
            }
        }
        return request;
    }

    static Stream<Odd> models() {
        Map<String, IntFunction<ModelInferRequest.Builder>> asked = new HashMap<>();
        asked.put("running-total", seed -> rows("steps", 1 + seed % 3, seed));
        asked.put("centred", seed -> rows("input", 1, seed / 4));
        asked.put("shares", seed -> rows("input", 1 + seed % 2, seed));
        asked.put("rarely", seed -> rows("input", 1 + seed % 2, seed * 40));
        asked.put("half", seed -> some(rows("input", 1 + seed % 2, seed), seed, "own", "share"));
        asked.put("findings", seed -> rows("input", 1 + seed % 2, seed));
        asked.put("findings-misnamed", seed -> rows("input", 1 + seed % 2, seed));
        asked.put("fours", seed -> ragged(seed, seed % 3 == 0 ? 4 : 2));
        asked.put("identity-fp32", seed -> ragged(seed, seed % 5));
        asked.put("double-int64", seed -> longs("", "input", List.of(1L, 2L), seed, -seed));
        asked.put("first-of-any", seed -> rows("input", 1 + seed % 2, seed));
        asked.put("one-by-one", seed -> rows("input", 1, seed));
        asked.put("echo-text", OddShapesIT::text);
        asked.put("plus-and-minus", seed -> some(ragged(seed, 1 + seed % 2), seed, "plus", "minus"));
        Stream<Odd> without = Stream.concat(asked.keySet().stream(), Stream.of("findings-named", "scalar", "negate-fixed"))
                .map(file -> new Odd(file + "-without", file, "", asked.getOrDefault(file, seed -> switch (file) {
                    case "scalar" -> floats("", List.of(), seed);
                    case "negate-fixed" -> floats("", List.of(2L, 3L), numbers(seed, 6));
                    default -> rows("input", 2, seed);
                })));
        Stream<Odd> batched = asked.keySet().stream().map(file -> new Odd(file + "-batched", file, BATCHED, asked.get(file)));
        return Stream.of(without, batched, Stream.of(
                new Odd("findings-unbatched", "findings", """
                        backend: "onnxruntime"
                        """, asked.get("findings")),
                new Odd("findings-named-unbatched", "findings-named", "max_batch_size: 0\n", asked.get("findings")),
                new Odd("scalar-configured", "scalar", """
                        input { name: "input" data_type: TYPE_FP32 dims: [ 1 ] }
                        output { name: "output" data_type: TYPE_FP32 dims: [ 1 ] }
                        """, seed -> floats("", List.of(1L), seed)),
                new Odd("negate-fixed-configured", "negate-fixed", "max_batch_size: 0\n",
                        seed -> floats("", List.of(2L, 3L), numbers(seed, 6))))).flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("models")
    void eightCallersAtOnceAreAnsweredAsEachAlone(Odd odd) throws Exception {
        load(odd.name(), odd.file(), odd.config());
        List<ModelInferRequest> requests = IntStream.range(0, CALLERS * 3)
                .mapToObj(seed -> odd.request().apply(seed).setModelName(odd.name()).setId("r" + seed).build()).toList();
        List<Function<ModelInferRequest, String>> ways = List.of(OddShapesIT::overGrpc, OddShapesIT::overHttp);
        Map<String, String> alone = new HashMap<>();
        for (int way = 0; way < ways.size(); way++) {
            for (ModelInferRequest request : requests) {
                alone.put(way + request.getId(), ways.get(way).apply(request));
            }
        }
        var start = new CyclicBarrier(CALLERS);
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(() -> {
                start.await();
                for (int round = 0; round < ROUNDS; round++) {
                    ModelInferRequest request = requests.get((caller * 3 + round * 5) % requests.size());
                    int way = (caller + round) % 2;
                    assertThat(ways.get(way).apply(request)).as(request.toString()).isEqualTo(alone.get(way + request.getId()));
                }
                return ROUNDS;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).isEqualTo(ROUNDS);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "shares | input | has other values when it is joined with others than when it runs alone",
        "first-of-any | input | output 'row' of a joined run has the shape [1, 2] for",
        "one-by-one | input | where each of its requests alone was answered"})
    void aModelWhoseRowsDisturbOneAnotherIsNotJoinedAgainAndSaysSo(String file, String input, String reason) throws Exception {
        String name = file + "-tried";
        load(name, file, BATCHED);
        assertThat(state(name)).isEqualTo("READY:");
        List<Callable<String>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            var request = rows(input, 1, i).setModelName(name).build();
            callers.add(() -> {
                String answer = "";
                for (int round = 0; round < 4; round++) {
                    answer = overGrpc(request);
                }
                return answer;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).contains("[1, 2]");
            }
        }
        assertThat(state(name)).startsWith("READY:requests are joined no more: ").contains(reason);
        assertThat(SERVER.metrics()).contains("""
                model_server_joining_ended{model="%s",version="1"} 1""".formatted(name))
                .containsPattern("""
                        model_server_joined_batches_differed\\{model="%s",version="1"} [1-9]""".formatted(name));
    }

    /** They would pass a trial whose callers happen to send what does not matter, so the file's own word counts. */
    @ParameterizedTest
    @CsvSource({"running-total, totals, CumSum", "centred, output, ReduceMean", "rarely, output, ReduceMax", "half, share, ReduceSum"})
    void aModelWhoseFileMixesRowsIsNeverJoinedAndSaysSo(String file, String output, String operator) throws Exception {
        String name = file + "-mixed";
        load(name, file, BATCHED);
        assertThat(state(name)).isEqualTo("READY:requests are never joined: each row of output '" + output + "' is made of several rows "
                + "given (operator " + operator + ")");
        assertThat(SERVER.metrics()).contains("""
                model_server_joining_ended{model="%s",version="1"} 1""".formatted(name));
    }

    @Test
    void rowsThatMeetForAFewValuesOnlyNeverReachAnother() throws Exception {
        load("rarely-rare", "rarely", BATCHED);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 40; round++) {
                boolean rare = round > 20;
                List<Callable<float[]>> callers = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    float first = rare && i == 0 ? 500 : i;
                    callers.add(() -> floats(SERVER.grpc().modelInfer(
                            floats("rarely-rare", List.of(1L, 2L), first, 1).build()), 0));
                }
                List<Future<float[]>> answers = threads.invokeAll(callers);
                for (int i = 0; i < CALLERS; i++) {
                    float first = rare && i == 0 ? -500 : i;
                    assertThat(answers.get(i).get()).as("caller " + i + " in round " + round).containsExactly(first, 1);
                }
            }
        }
    }

    @Test
    void aModelWhoseRowsAreItsOwnIsJoinedAfterItsTrial() throws Exception {
        String config = "max_batch_size: 8\ndynamic_batching { preferred_batch_size: 8 max_queue_delay_microseconds: 20000000 }\n";
        load("double-tried", "double-int64", config);
        int runs = 20;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int run = 0; run < runs; run++) {
                List<Callable<String>> callers = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    var request = longs("double-tried", "input", List.of(1L, 1L), run * 10L + i).build();
                    callers.add(() -> overGrpc(request));
                }
                for (Future<String> caller : threads.invokeAll(callers)) {
                    assertThat(caller.get()).contains("INT64");
                }
            }
        }
        assertThat(SERVER.statistics("double-tried").getExecutionCount()).as("16 batches of 8 apart, 4 as a whole").isEqualTo(16 * 8 + 4);
        assertThat(state("double-tried")).isEqualTo("READY:");
        assertThat(SERVER.metrics()).contains("""
                model_server_joining_ended{model="double-tried",version="1"} 0""", """
                model_server_joined_batches_compared{model="double-tried",version="1"} 16""", """
                model_server_joined_batches_differed{model="double-tried",version="1"} 0""");
    }

    @Test
    void aDetectorAloneFindsAsManyAsThereAre() throws Exception {
        load("findings-alone", "findings", BATCHED);
        assertThat(state("findings-alone")).isEqualTo("READY:requests are never joined: the shape of output 'found' follows from the "
                + "values given (operator Compress)");
        for (int found = 0; found <= 2; found++) {
            var request = floats("findings-alone", List.of(2L, 2L), found > 0 ? 1 : -1, 5, found > 1 ? 1 : -1, 6).build();
            var answer = SERVER.grpc().modelInfer(request);
            assertThat(answer.getOutputs(0).getShapeList()).containsExactly((long) found, 2L);
            assertThat(overHttp(request)).contains("200").contains("""
                    "shape":[%s,2]""".formatted(found));
        }
    }

    @Test
    void differentNamesOfTheFirstDimensionsAreRefusedByName() throws Exception {
        copy("findings-refused", "findings-named", BATCHED);
        var refusal = catchThrowableOfType(StatusRuntimeException.class, () -> load("findings-refused"));
        String why = "max_batch_size is 16 but the ONNX file names the first dimension of input 'input' 'N' and that of output 'found' 'K'";
        assertThat(refusal.getStatus().getDescription()).contains("findings-refused/config.pbtxt: " + why);
        assertThat(state("findings-refused")).startsWith("UNAVAILABLE:").contains(why);
    }

    @Test
    void withoutMaxBatchSizeTheIndexSaysThatItWouldAllowBatches() throws Exception {
        String allowed = "max_batch_size in its config.pbtxt would allow it";
        load("total-noted", "running-total", "");
        assertThat(state("total-noted")).startsWith("READY:not batched").contains(allowed);
        load("total-configured", "running-total", """
                backend: "onnxruntime"
                """);
        assertThat(state("total-configured")).startsWith("READY:not batched").contains(allowed);
        for (String file : List.of("negate-fixed", "scalar", "findings-named", "findings")) {
            load(file + "-noted", file, "");
            assertThat(state(file + "-noted")).as("it could not be batched").isEqualTo("READY:");
        }
    }

    private static void copy(String name, String file, String config) throws IOException {
        Path folder = Files.createDirectories(SERVER.repository().resolve(name).resolve("1"));
        Files.copy(TestServer.MODELS.resolve(file).resolve("1/model.onnx"), folder.resolve("model.onnx"));
        if (!config.isEmpty()) {
            Files.writeString(folder.resolveSibling("config.pbtxt"), config);
        }
    }

    private static void load(String name) {
        assertThat(SERVER.grpc().repositoryModelLoad(RepositoryModelLoadRequest.newBuilder().setModelName(name).build())).isNotNull();
    }

    private static void load(String name, String file, String config) throws IOException {
        copy(name, file, config);
        load(name);
    }

    private static String state(String name) {
        return SERVER.grpc().repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
                .filter(model -> model.getName().equals(name)).map(model -> model.getState() + ":" + model.getReason()).findFirst()
                .orElseThrow();
    }

    /** Outputs with shapes and bytes, or the refusal. */
    private static String overGrpc(ModelInferRequest request) {
        try {
            var answer = SERVER.grpc().modelInfer(request);
            var text = new StringBuilder();
            for (int i = 0; i < answer.getOutputsCount(); i++) {
                var output = answer.getOutputs(i);
                text.append(output.getName()).append(output.getDatatype()).append(output.getShapeList())
                        .append(java.util.HexFormat.of().formatHex(answer.getRawOutputContents(i).toByteArray()));
            }
            return text.toString();
        } catch (StatusRuntimeException refusal) {
            return refusal.getStatus().toString();
        }
    }

    /** The status, and the body where it is an answer: refusals have a correlation id of their own. */
    private static String overHttp(ModelInferRequest request) {
        var input = request.getInputs(0);
        ByteBuffer raw = request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<String> data = new ArrayList<>();
        while (raw.hasRemaining()) {
            data.add(switch (input.getDatatype()) {
                case "FP32" -> Float.toString(raw.getFloat());
                case "INT64" -> Long.toString(raw.getLong());
                default -> {
                    byte[] word = new byte[raw.getInt()];
                    raw.get(word);
                    yield '"' + new String(word, StandardCharsets.UTF_8) + '"';
                }
            });
        }
        String outputs = request.getOutputsCount() == 0 ? "" : """
                ,"outputs":%s""".formatted(request.getOutputsList().stream().map(output -> """
                {"name":"%s"}""".formatted(output.getName())).toList());
        var answer = SERVER.post("/v2/models/" + request.getModelName() + "/infer", """
                {"id":"%s","inputs":[{"name":"%s","shape":%s,"datatype":"%s","data":%s}]%s}"""
                .formatted(request.getId(), input.getName(), input.getShapeList(), input.getDatatype(), data, outputs));
        return answer.statusCode() + " " + (answer.statusCode() == 200 ? answer.body() : "");
    }
}
