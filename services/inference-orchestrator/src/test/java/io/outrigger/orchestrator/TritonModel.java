package io.outrigger.orchestrator;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.testing.TextTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/** The models of {@link TritonServer}, and what they are asked. */
enum TritonModel {

    /** Fails with all that is executed together; requests come to it one by one. */
    NUMBERS("FP32", 4, List.of("scaled", "largest"), ErrorCode.BACKEND_FAILED, "a row begins with -1") {
        @Override
        ByteString element(Random random) {
            return number(random.nextFloat());
        }

        @Override
        ByteString badElement() {
            return number(-1);
        }
    },

    /** Fails request by request; Triton puts requests together. */
    TEXTS("BYTES", 1, List.of("reversed", "lengths"), ErrorCode.MODEL_REJECTED_INPUT, "a text is poison") {
        @Override
        ByteString element(Random random) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            return TextTensor.of(List.of(ByteString.copyFrom(bytes)));
        }

        @Override
        ByteString badElement() {
            return TextTensor.of(List.of(ByteString.copyFromUtf8("poison")));
        }
    };

    /** Rows of one call, as the configurations have it. */
    static final int ROWS_MAX = 16;

    private static final int ROWS_OF_REQUEST_MAX = 3;

    private final String datatype;
    private final int columns;
    private final List<String> outputs;
    private final ErrorCode codeOfBad;
    private final String wordsOfBad;

    TritonModel(String datatype, int columns, List<String> outputs, ErrorCode codeOfBad, String wordsOfBad) {
        this.datatype = datatype;
        this.columns = columns;
        this.outputs = outputs;
        this.codeOfBad = codeOfBad;
        this.wordsOfBad = wordsOfBad;
    }

    abstract ByteString element(Random random);

    abstract ByteString badElement();

    String modelName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether Triton executes several calls at once, as the configuration has it. */
    boolean isBatchedByTriton() {
        return this == TEXTS;
    }

    /** How {@link #bad} fails. */
    ErrorCode codeOfBad() {
        return codeOfBad;
    }

    /** What the model says of {@link #bad}. */
    String wordsOfBad() {
        return wordsOfBad;
    }

    /** A few rows, for all outputs or for one. */
    ModelInferRequest good(String id, Random random) {
        int rows = 1 + random.nextInt(ROWS_OF_REQUEST_MAX);
        ModelInferRequest.Builder request = request(id, rows, columns, () -> element(random)).toBuilder();
        outputs.stream().skip(random.nextInt(outputs.size() + 1)).limit(1)
                .forEach(output -> request.addOutputs(InferRequestedOutputTensor.newBuilder().setName(output)));
        return request.build();
    }

    /** A row that the model fails for. */
    ModelInferRequest bad(String id) {
        return request(id, 1, columns, this::badElement);
    }

    /** A row of a shape that Triton keeps from the model. */
    ModelInferRequest misshapen(String id) {
        return request(id, 1, columns + 1, () -> element(new Random(1)));
    }

    /** A row of numbers that waits while the gate is shut. */
    static ModelInferRequest waits(String id) {
        return NUMBERS.request(id, 1, NUMBERS.columns, () -> number(-2));
    }

    private ModelInferRequest request(String id, int rows, int columns, Supplier<ByteString> element) {
        ByteString data = ByteString.EMPTY;
        for (int i = 0; i < rows * columns; i++) {
            data = data.concat(element.get());
        }
        return ModelInferRequest.newBuilder().setModelName(modelName()).setModelVersion("1").setId(id)
                .addInputs(InferInputTensor.newBuilder().setName(modelName()).setDatatype(datatype).addShape(rows).addShape(columns))
                .addRawInputContents(data).build();
    }

    private static ByteString number(float number) {
        return ByteString.copyFrom(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(number).flip());
    }
}
