package io.outrigger.openinference.rows;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.wire.Pieces;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A model of any signature, requests of one kind for it and their answers, and both put together row by row, all by protobuf. */
final class RandomCall {

    private static final List<String> NAMES = List.of("", "input", "é-1", "a longer name of a tensor, with spaces in it", "x");

    private record Tensor(String name, Datatype datatype, List<Long> row, boolean parameters) {

        int elements() {
            return (int) row.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        }

        List<Long> shape(int rows) {
            List<Long> shape = new ArrayList<>(row);
            shape.addFirst((long) rows);
            return shape;
        }
    }

    private final Random random;
    private final boolean typed;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final boolean namesOutputs;
    private final boolean parameters;

    /** A call whose answers have raw data, or typed. */
    RandomCall(Random random, boolean typed) {
        this.random = random;
        this.typed = typed;
        this.inputs = tensors(1 + random.nextInt(3), false);
        this.outputs = tensors(random.nextInt(4), typed);
        this.namesOutputs = random.nextBoolean();
        this.parameters = random.nextBoolean();
    }

    private List<Tensor> tensors(int count, boolean typedData) {
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        List<Datatype> datatypes = new ArrayList<>(List.of(Datatype.values()));
        if (typedData) {
            datatypes.removeAll(List.of(Datatype.FP16, Datatype.BF16));
        }
        return IntStream.range(0, count).mapToObj(i -> new Tensor(names.get(i), datatypes.get(random.nextInt(datatypes.size())),
                random.longs(random.nextInt(4), 0, 4).boxed().toList(), random.nextInt(4) == 0)).toList();
    }

    /** A request of one to five rows. */
    ModelInferRequest request() {
        int rows = 1 + random.nextInt(5);
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m" + random.nextInt(3))
                .setModelVersion(random.nextBoolean() ? "7" : "").setId(random.nextBoolean() ? "id-" + random.nextInt() : "");
        if (random.nextBoolean()) {
            request.putParameters("timeout", InferParameter.newBuilder().setInt64Param(random.nextInt()).build());
            request.putParameters("priority", InferParameter.newBuilder().setUint64Param(random.nextInt()).build());
        }
        if (parameters) {
            request.putParameters("mine", text("a")).putParameters("yours", text("b")).putParameters("", text(""));
        }
        for (Tensor input : inputs) {
            InferInputTensor.Builder tensor = request.addInputsBuilder().setName(input.name()).setDatatype(input.datatype().name())
                    .addAllShape(input.shape(rows));
            if (input.parameters()) {
                tensor.putParameters("scale", InferParameter.newBuilder().setDoubleParam(0.5).build()).putParameters("é", text("é"));
            }
            request.addRawInputContents(raw(input, rows));
        }
        for (Tensor output : namesOutputs ? outputs : List.<Tensor>of()) {
            request.addOutputsBuilder().setName(output.name());
            if (output.parameters()) {
                request.getOutputsBuilder(request.getOutputsCount() - 1)
                        .putParameters("classification", InferParameter.newBuilder().setInt64Param(3).build());
            }
        }
        return request.build();
    }

    /** The answer to one request alone. */
    ModelInferResponse answer(ModelInferRequest request) {
        int rows = (int) request.getInputs(0).getShape(0);
        ModelInferResponse.Builder answer = ModelInferResponse.newBuilder().setModelName("other").setModelVersion("12")
                .setId(request.getId());
        if (parameters) {
            answer.putParameters("p", text("q")).putParameters("", text("r"));
        }
        for (Tensor output : outputs) {
            InferOutputTensor.Builder tensor = answer.addOutputsBuilder().setName(output.name()).setDatatype(output.datatype().name())
                    .addAllShape(output.shape(rows));
            if (output.parameters()) {
                tensor.putParameters("labels", text("of it"));
            }
            if (typed) {
                tensor.setContents(contents(output, rows));
            } else {
                answer.addRawOutputContents(raw(output, rows));
            }
        }
        return answer.build();
    }

    /** All rows in one request. */
    static ModelInferRequest together(List<ModelInferRequest> requests, String model, String version, long timeout) {
        ModelInferRequest.Builder all = requests.getFirst().toBuilder().clearId().setModelName(model).setModelVersion(version)
                .removeParameters("priority").putParameters("timeout", InferParameter.newBuilder().setInt64Param(timeout).build());
        for (int i = 0; i < all.getInputsCount(); i++) {
            int input = i;
            all.getInputsBuilder(i).setShape(0, requests.stream().mapToLong(each -> each.getInputs(input).getShape(0)).sum());
            all.setRawInputContents(i, ByteString.copyFrom(requests.stream().map(each -> each.getRawInputContents(input)).toList()));
        }
        return all.build();
    }

    /** All rows in one answer. */
    static ModelInferResponse together(List<ModelInferResponse> answers) {
        ModelInferResponse.Builder all = answers.getFirst().toBuilder().setId("of nobody");
        for (int i = 0; i < all.getOutputsCount(); i++) {
            int output = i;
            all.getOutputsBuilder(i).setShape(0, answers.stream().mapToLong(each -> each.getOutputs(output).getShape(0)).sum());
            if (all.getRawOutputContentsCount() > 0) {
                all.setRawOutputContents(i, ByteString.copyFrom(answers.stream().map(each -> each.getRawOutputContents(output)).toList()));
            } else {
                var contents = all.getOutputsBuilder(i).getContentsBuilder().clear();
                answers.forEach(each -> contents.mergeFrom(each.getOutputs(output).getContents()));
            }
        }
        return all.build();
    }

    /** The request as it may come: its fields in any order, its bytes in any pieces. */
    RowRequest arrived(ModelInferRequest request) {
        return RowRequest.of(RequestScanner.scan(Pieces.cutAnywhere(shuffled(List.of(
                request.toBuilder().clearInputs().clearOutputs().clearRawInputContents().build(),
                ModelInferRequest.newBuilder().addAllInputs(request.getInputsList()).build(),
                ModelInferRequest.newBuilder().addAllOutputs(request.getOutputsList()).build(),
                ModelInferRequest.newBuilder().addAllRawInputContents(request.getRawInputContentsList()).build())), random))).orElseThrow();
    }

    WireMessage arrived(ModelInferResponse answer) {
        return Pieces.cutAnywhere(shuffled(List.of(
                answer.toBuilder().clearOutputs().clearRawOutputContents().build(),
                ModelInferResponse.newBuilder().addAllOutputs(answer.getOutputsList()).build(),
                ModelInferResponse.newBuilder().addAllRawOutputContents(answer.getRawOutputContentsList()).build())), random);
    }

    private byte[] shuffled(List<MessageLite> parts) {
        List<MessageLite> order = new ArrayList<>(parts);
        Collections.shuffle(order, random);
        var bytes = new ByteArrayOutputStream();
        order.forEach(part -> bytes.writeBytes(part.toByteArray()));
        return bytes.toByteArray();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private ByteString raw(Tensor tensor, int rows) {
        int elements = rows * tensor.elements();
        if (tensor.datatype().isFixedWidth()) {
            return ByteString.copyFrom(bytes(elements * tensor.datatype().bytes()));
        }
        ByteBuffer raw = ByteBuffer.allocate(elements * 10).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            byte[] element = bytes(random.nextInt(7));
            raw.putInt(element.length).put(element);
        }
        return ByteString.copyFrom(Arrays.copyOf(raw.array(), raw.position()));
    }

    private InferTensorContents contents(Tensor tensor, int rows) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (int i = rows * tensor.elements(); i > 0; i--) {
            switch (tensor.datatype()) {
                case BOOL -> contents.addBoolContents(random.nextBoolean());
                case INT8, INT16, INT32 -> contents.addIntContents(random.nextInt(256) - 128);
                case INT64 -> contents.addInt64Contents(random.nextLong());
                case UINT8, UINT16, UINT32 -> contents.addUintContents(random.nextInt(256));
                case UINT64 -> contents.addUint64Contents(random.nextLong());
                case FP32 -> contents.addFp32Contents(random.nextFloat());
                case FP64 -> contents.addFp64Contents(random.nextDouble());
                case BYTES -> contents.addBytesContents(ByteString.copyFrom(bytes(random.nextInt(7))));
                case FP16, BF16 -> throw new IllegalStateException("has no typed form");
            }
        }
        return contents.build();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
