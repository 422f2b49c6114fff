package io.outrigger.openinference.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Cutting a message's bytes gives what parsing, changing and writing it would: for any order of fields, and any slices. */
class SplicePropertyTest {

    private static final int MODEL_NAME = 1;
    private static final int MODEL_VERSION = 2;
    private static final int ID = 3;
    private static final int PARAMETERS = 4;
    private static final List<String> NAMES = List.of("", "timeout", "priority", "mine", "timeouts", "é", "triton_x");

    @Property(tries = 5_000)
    void aSplicedRequestIsTheRequestRebuilt(@ForAll Random random) throws IOException {
        byte[] bytes = joined(shuffled(requestFields(random), random));
        String model = random.nextBoolean() ? "resnet/é" : "";
        String version = random.nextBoolean() ? "12" : "";
        long micros = random.nextLong() >>> random.nextInt(64);

        WireMessage spliced = Splice.request(RequestScanner.scan(Pieces.cutAnywhere(bytes, random)), model, version, micros);

        assertThat(InferRequests.parse(spliced)).isEqualTo(ModelInferRequest.parseFrom(bytes).toBuilder()
                .setModelName(model).setModelVersion(version)
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(micros).build()).build());
        assertThat(timeouts(spliced)).isEqualTo(1);
    }

    @Property(tries = 5_000)
    void theParametersAreThoseOfTheWholeRequest(@ForAll Random random) throws IOException {
        byte[] bytes = joined(shuffled(requestFields(random), random));
        ModelInferRequest whole = ModelInferRequest.parseFrom(bytes);

        ModelInferRequest parameters = RequestParameters.of(RequestScanner.scan(Pieces.cutAnywhere(bytes, random)));

        assertThat(parameters.getParametersMap()).isEqualTo(whole.getParametersMap());
        assertThat(parameters.getInputsList()).isEqualTo(whole.getInputsList().stream()
                .filter(input -> input.getParametersCount() > 0).map(input -> input.toBuilder().clearContents().build()).toList());
        assertThat(parameters.getOutputsList()).isEqualTo(whole.getOutputsList().stream()
                .filter(output -> output.getParametersCount() > 0).toList());
        assertThat(parameters.getRawInputContentsList()).isEmpty();
    }

    /** What passes the look at parameters and tensors, protobuf reads; so a fleet never gets what it could not. */
    @Property(tries = 20_000)
    void whatProtobufCannotReadIsRefused(@ForAll Random random) {
        byte[] bytes = joined(shuffled(requestFields(random), random));
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try {
            RequestParameters.of(RequestScanner.scan(Pieces.cutAnywhere(bytes, random)));
        } catch (ServiceException refused) {
            return;
        }
        assertThatCode(() -> ModelInferRequest.parseFrom(bytes)).doesNotThrowAnyException();
    }

    /** Answers are read as protobuf reads them: of a field that is there twice the last counts. */
    @Property(tries = 2_000)
    void aSplicedAnswerIsTheAnswerRebuilt(@ForAll Random random) throws IOException {
        List<byte[]> fields = new ArrayList<>();
        for (int field : new int[] {MODEL_NAME, MODEL_VERSION, ID, MODEL_NAME, MODEL_VERSION}) {
            if (random.nextBoolean()) {
                fields.add(field(field, text(random)));
            }
        }
        fields.add(unknown(random));
        fields.add(ModelInferResponse.newBuilder().putParameters("p", value(random)).addRawOutputContents(ByteString.copyFrom(raw(random)))
                .build().toByteArray());
        fields.add(written(output -> output.writeInt64(MODEL_NAME, 7)));
        byte[] bytes = joined(shuffled(fields, random));

        WireMessage spliced = Splice.answer(Pieces.cutAnywhere(bytes, random), "digits", "3");

        assertThat(InferResponses.parse(spliced)).isEqualTo(
                ModelInferResponse.parseFrom(bytes).toBuilder().setModelName("digits").setModelVersion("3").build());
    }

    /** How many entries of the parameters have the key "timeout"; a strict reader takes one. */
    private static long timeouts(WireMessage message) throws IOException {
        long found = 0;
        var reader = new WireReader(message);
        while (reader.next()) {
            int value = reader.position();
            reader.skip();
            if (reader.field() == PARAMETERS) {
                byte[] entry = WireMarshaller.INSTANCE.stream(message.part(value, reader.position())).readAllBytes();
                ModelInferRequest alone = ModelInferRequest.parseFrom(field(PARAMETERS, entry));
                found += alone.getParametersMap().containsKey("timeout") ? 1 : 0;
            }
        }
        return found;
    }

    private static List<byte[]> requestFields(Random random) {
        List<byte[]> fields = new ArrayList<>();
        for (int field : new int[] {MODEL_NAME, MODEL_VERSION, ID}) {
            if (random.nextInt(4) > 0) {
                fields.add(field(field, text(random)));
            }
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            fields.add(field(PARAMETERS, entry(random)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.add(ModelInferRequest.newBuilder().addInputs(input(random)).build().toByteArray());
            fields.add(ModelInferRequest.newBuilder().addOutputs(output(random)).build().toByteArray());
            fields.add(ModelInferRequest.newBuilder().addRawInputContents(ByteString.copyFrom(raw(random))).build().toByteArray());
            fields.add(unknown(random));
        }
        return fields;
    }

    private static InferInputTensor input(Random random) {
        InferInputTensor.Builder input = InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(random.nextLong());
        if (random.nextBoolean()) {
            input.putParameters(NAMES.get(random.nextInt(NAMES.size())), value(random));
        }
        if (random.nextBoolean()) {
            input.setContents(InferTensorContents.newBuilder().addFp32Contents(1).addFp64Contents(2).addIntContents(-3)
                    .addUint64Contents(random.nextLong()).addBoolContents(true).addBytesContents(ByteString.copyFrom(raw(random))));
        }
        return input.build();
    }

    private static InferRequestedOutputTensor output(Random random) {
        InferRequestedOutputTensor.Builder output = InferRequestedOutputTensor.newBuilder().setName("scores");
        return random.nextBoolean() ? output.build() : output.putParameters("classification", value(random)).build();
    }

    /** An entry of a map as protobuf lets it be: key and value in any order, missing, or there twice, beside unknown fields. */
    private static byte[] entry(Random random) {
        List<byte[]> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(field(1, NAMES.get(random.nextInt(NAMES.size())).getBytes(StandardCharsets.UTF_8)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(field(2, value(random).toByteArray()));
        }
        if (random.nextInt(4) == 0) {
            parts.add(written(output -> output.writeInt32(1, 5)));
            parts.add(unknown(random));
        }
        return joined(shuffled(parts, random));
    }

    private static InferParameter value(Random random) {
        InferParameter.Builder value = InferParameter.newBuilder();
        return (switch (random.nextInt(5)) {
            case 0 -> value.setInt64Param(random.nextLong());
            case 1 -> value.setUint64Param(random.nextLong());
            case 2 -> value.setStringParam("text");
            case 3 -> value.setBoolParam(true);
            default -> value;
        }).build();
    }

    private static byte[] unknown(Random random) {
        int field = 8 + random.nextInt(2_000);
        return written(output -> {
            switch (random.nextInt(4)) {
                case 0 -> output.writeInt64(field, random.nextLong());
                case 1 -> output.writeFixed32(field, random.nextInt());
                case 2 -> output.writeFixed64(field, random.nextLong());
                default -> output.writeByteArray(field, raw(random));
            }
        });
    }

    private static byte[] text(Random random) {
        return random.ints(random.nextInt(12), 'a', 'z' + 200).collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] raw(Random random) {
        byte[] raw = new byte[random.nextInt(200)];
        random.nextBytes(raw);
        return raw;
    }

    private static byte[] field(int field, byte[] value) {
        return written(output -> output.writeByteArray(field, value));
    }

    private interface Writing {
        void to(CodedOutputStream output) throws IOException;
    }

    private static byte[] written(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            var output = CodedOutputStream.newInstance(bytes);
            writing.to(output);
            output.flush();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> shuffled(List<byte[]> fields, Random random) {
        Collections.shuffle(fields, random);
        return fields;
    }

    private static byte[] joined(List<byte[]> parts) {
        var joined = new ByteArrayOutputStream();
        parts.forEach(joined::writeBytes);
        return joined.toByteArray();
    }
}
