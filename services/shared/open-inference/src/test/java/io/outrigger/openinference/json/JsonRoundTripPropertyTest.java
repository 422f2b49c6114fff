package io.outrigger.openinference.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.RawContents;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Raw bytes written as JSON are read back as the same raw bytes, and no body, however broken, does more than be refused. */
class JsonRoundTripPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BODY = """
            {"id":"7","parameters":{"timeout":5,"x":1.5},"inputs":[
            {"name":"a","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[-3e2,0.1]],"parameters":{"mine":1}},
            {"data":["x","é"],"datatype":"BYTES","shape":[2],"name":"b"},{"name":"c","shape":[1],"data":[7],"datatype":"UINT64"},
            {"name":"d","shape":[1000000000000],"datatype":"FP64","parameters":{"binary_data_size":8}}],
            "outputs":[{"name":"s","parameters":{"binary_data":false,"classification":3}},{"name":"t"}]}""";

    @Property(tries = 2_000)
    void everyDatatypeComesBackBitForBit(@ForAll Datatype datatype, @ForAll @Size(max = 12) List<Long> bits) throws IOException {
        var buffer = ByteBuffer.allocate(bits.size() * Long.BYTES * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : bits) {
            switch (datatype) {
                case BOOL -> buffer.put((byte) (value & 1));
                case UINT8, INT8 -> buffer.put((byte) value);
                case UINT16, INT16 -> buffer.putShort((short) value);
                case FP16 -> buffer.putShort(Float.isFinite(Float.float16ToFloat((short) value)) ? (short) value : 0);
                case BF16 -> buffer.putShort(Float.isFinite(Float.intBitsToFloat((int) value << 16)) ? (short) value : 0);
                case UINT32, INT32 -> buffer.putInt((int) value);
                case UINT64, INT64 -> buffer.putLong(value);
                case FP32 -> buffer.putFloat(Float.isFinite(Float.intBitsToFloat((int) value)) ? Float.intBitsToFloat((int) value) : 1);
                case FP64 -> buffer.putDouble(Double.isFinite(Double.longBitsToDouble(value)) ? Double.longBitsToDouble(value) : 1);
                case BYTES -> {
                    byte[] text = Long.toString(value, 36).getBytes(StandardCharsets.UTF_8);
                    buffer.putInt(text.length - 2 < 0 ? 0 : Math.min(text.length, 9)).put(text, 0, text.length - 2 < 0 ? 0
                            : Math.min(text.length, 9));
                }
            }
        }
        ByteString raw = ByteString.copyFrom(buffer.flip());
        JsonNode output = JSON.readTree(InferResponseJson.write(answer(datatype, bits.size(), raw), BinaryOutputs.NONE).body())
                .get("outputs").get(0);
        byte[] body = JSON.writeValueAsBytes(JSON.createObjectNode().set("inputs", JSON.createArrayNode().add(output)));
        body = new String(body, StandardCharsets.UTF_8).replaceFirst("""
                "data":.*""", """
                "data":%s}]}""".formatted(data(datatype, bits.size(), raw)))
                .getBytes(StandardCharsets.UTF_8);
        ByteString back = InferRequestJson.read(body, OptionalInt.empty(), AddressedModel.of("m", "")).request().getRawInputContents(0);
        assertThat(back).isEqualTo(raw);
        RawContents.check("x", List.of((long) bits.size()), datatype, back);
    }

    @Property
    void textComesBackAsItWas(@ForAll @Size(max = 5) List<@StringLength(max = 8) String> texts) {
        List<byte[]> parts = texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        var buffer = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length + 4).sum()).order(ByteOrder.LITTLE_ENDIAN);
        parts.forEach(part -> buffer.putInt(part.length).put(part));
        ByteString raw = ByteString.copyFrom(buffer.flip());
        String body = """
                {"inputs":[{"data":%s,"name":"x","shape":[%d],"datatype":"BYTES"}]}"""
                .formatted(data(Datatype.BYTES, parts.size(), raw), parts.size());
        assertThat(InferRequestJson.read(body.getBytes(StandardCharsets.UTF_8), OptionalInt.empty(), AddressedModel.of("m", ""))
                .request().getRawInputContents(0)).isEqualTo(raw);
    }

    @Property(tries = 20_000)
    void brokenBodiesAreRefusedAndNothingElse(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int mutations) {
        var random = new Random(seed);
        byte[] body = (BODY + "\0\1\2\3\4\5\6\7").getBytes(StandardCharsets.UTF_8);
        String[] words = {"null", "NaN", "1e999", "[", "]", "{", "}", ",", ":", "\"", "-", "99999999999999999999", "\\u0000", "1.5",
            "\"data\"", "\"shape\"", "true", "\ud83d\ude00", "\\ud800"};
        for (int i = 0; i < mutations; i++) {
            int at = random.nextInt(body.length);
            byte[] word = random.nextBoolean() ? words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8)
                    : new byte[] {(byte) random.nextInt()};
            int cut = Math.min(body.length - at, random.nextInt(4) * random.nextInt(4));
            var mutated = Arrays.copyOf(body, body.length - cut + word.length);
            System.arraycopy(word, 0, mutated, at, word.length);
            System.arraycopy(body, at + cut, mutated, at + word.length, body.length - at - cut);
            body = mutated;
        }
        byte[] broken = body;
        OptionalInt header = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(broken.length - random.nextInt(16));
        assertThatCode(() -> readOrRefused(broken, header)).doesNotThrowAnyException();
    }

    @Property(tries = 50)
    void claimsCostNoMemory(@ForAll Datatype datatype, @ForAll @IntRange(max = 60_000) int elements) {
        String body = """
                {"inputs":[{"name":"x","shape":[1000000000000],"datatype":"%s","data":[%s1]}]}"""
                .formatted(datatype, "1,".repeat(elements));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        readOrRefused(bytes, OptionalInt.empty());
        long before = threads.getCurrentThreadAllocatedBytes();
        readOrRefused(bytes, OptionalInt.empty());
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000 + 64L * bytes.length);
    }

    private static void readOrRefused(byte[] body, OptionalInt header) {
        try {
            InferRequestJson read = InferRequestJson.read(body, header, AddressedModel.of("m", ""));
            read.request().toByteArray();
        } catch (ServiceException refused) {
            assertThat(refused.code().httpStatus()).isEqualTo(400);
            assertThat(refused.getMessage()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(700);
        }
    }

    private static String data(Datatype datatype, int count, ByteString raw) {
        String json = new String(InferResponseJson.write(answer(datatype, count, raw), BinaryOutputs.NONE).body(), StandardCharsets.UTF_8);
        return json.substring(json.indexOf("""
                "data":""") + 7, json.length() - 3);
    }

    private static ModelInferResponse answer(Datatype datatype, int count, ByteString raw) {
        return ModelInferResponse.newBuilder().addOutputs(InferOutputTensor.newBuilder().setName("x").setDatatype(datatype.name())
                .addShape(count)).addRawOutputContents(raw).build();
    }
}
