package io.outrigger.openinference.tensor;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.InferTensorContents;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SignatureCheckTest {

    private static final Signature DIGITS = signature(32,
            List.of(spec("input", Datatype.FP32, -1L, 64L), optional("mask", Datatype.BOOL, -1L, 2L)),
            List.of(spec("scores", Datatype.FP32, -1L, 10L), spec("label", Datatype.BYTES, -1L, 1L)));

    @Test
    void passesWhatFits() {
        passes(raw(2, 512).build());
        passes(raw(2, 512).addInputs(tensor("mask", "BOOL", 2, 2)).addRawInputContents(bytes(4)).build());
        passes(raw(32, 32 * 256).addOutputs(output("label")).addOutputs(output("scores")).build());
        passes(raw(1, 256).putParameters("timeout", number(5)).putParameters("mine", text("x"))
                .putParameters("triton_enable_empty_final_response", flag(true))
                .putParameters("priority", InferParameter.newBuilder().setUint64Param(1).build())
                .build());
        var nan = InferTensorContents.newBuilder();
        for (int i = 0; i < 64; i++) {
            nan.addFp32Contents(Float.NaN);
        }
        passes(typed(tensor("input", "FP32", 1, 64), nan));
    }

    /** What is left is protobuf's, which makes an empty map for parameters that are not there; a tensor's size plays no part. */
    @Test
    void allocatesNextToNothingForWhatFits() {
        ModelInferRequest request = raw(2, 512).build();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                SignatureCheck.check(request, DIGITS);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / rounds);
        }
        assertThat(least).as("bytes a check").isLessThanOrEqualTo(256);
    }

    @Test
    void refusesTensorsThatAreNotTheModels() {
        refused(ErrorCode.UNEXPECTED_TENSOR, raw(1, 256).addInputs(tensor("foo", "FP32", 1)).addRawInputContents(bytes(4)),
                "'foo'", "'digits'", "'input', 'mask'");
        refused(ErrorCode.MISSING_TENSOR, request().addInputs(tensor("mask", "BOOL", 1, 2)).addRawInputContents(bytes(2)),
                "'input' is missing", "FP32", "[-1,64]");
        refused(ErrorCode.MISSING_TENSOR, request(), "'input'");
        refused(ErrorCode.DUPLICATE_TENSOR, raw(1, 256).addInputs(tensor("input", "FP32", 1, 64)).addRawInputContents(bytes(256)),
                "'input'", "twice");
        refused(ErrorCode.DATATYPE_MISMATCH, request().addInputs(tensor("input", "FP64", 1, 64)).addRawInputContents(bytes(512)),
                "'input'", "'FP64'", "'digits'", "expects FP32");
        refused(ErrorCode.DATATYPE_MISMATCH, request().addInputs(tensor("input", "", 1, 64)).addRawInputContents(bytes(256)), "''");
        refused(ErrorCode.UNEXPECTED_TENSOR, raw(1, 256).addOutputs(output("nope")), "'nope'", "'scores', 'label'");
        refused(ErrorCode.DUPLICATE_TENSOR, raw(1, 256).addOutputs(output("label")).addOutputs(output("label")), "'label'", "twice");
    }

    @Test
    void refusesShapesThatAreNotTheModels() {
        refusedShape(ErrorCode.SHAPE_MISMATCH, "Tensor 'input' has shape [1,63] but model 'digits' expects [-1,64].", 1, 63);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "[64]", 64);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "[1,64,1]", 1, 64, 1);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "[]");
        refusedShape(ErrorCode.SHAPE_MISMATCH, "[1,0]", 1, 0);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "at least one row", 0, 64);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "negative", -1, 64);
        refusedShape(ErrorCode.SHAPE_MISMATCH, "negative", Long.MIN_VALUE, 64);
        refusedShape(ErrorCode.BATCH_TOO_LARGE, "33 rows but model 'digits' takes at most 32", 33, 64);
        refusedShape(ErrorCode.BATCH_TOO_LARGE, "rows", Long.MAX_VALUE, 64);
        refused(ErrorCode.SHAPE_MISMATCH, raw(2, 512).addInputs(tensor("mask", "BOOL", 1, 2)).addRawInputContents(bytes(2)),
                "'mask' has 1 rows but tensor 'input' has 2");
    }

    @Test
    void refusesOverflowingShapesOfModelsThatLeaveThemOpen() {
        Signature open = signature(0, List.of(spec("input", Datatype.FP32, -1L, -1L)), List.of());
        refused(open, ErrorCode.SHAPE_MISMATCH, request().addInputs(tensor("input", "FP32", Long.MAX_VALUE, 64)), "more elements");
        refused(open, ErrorCode.SHAPE_MISMATCH, request().addInputs(tensor("input", "FP32", 1, 1L << 62))
                .addRawInputContents(ByteString.EMPTY), "more bytes");
        refused(open, ErrorCode.DATA_SIZE_MISMATCH, request().addInputs(tensor("input", "FP32", 1_000_000_000_000L, 64))
                .addRawInputContents(bytes(4)), "4 bytes", "256000000000000");
        refused(open, ErrorCode.DATA_SIZE_MISMATCH, request().addInputs(tensor("input", "FP32", 1_000_000_000_000L, 64)), "0 elements");
        SignatureCheck.check(request().addInputs(tensor("input", "FP32", 0, 7)).addRawInputContents(ByteString.EMPTY).build(), open);
    }

    @Test
    void refusesDataThatDoesNotFillItsShape() {
        refused(ErrorCode.DATA_SIZE_MISMATCH, raw(1, 100), "'input'", "100 bytes", "[1,64] of FP32", "needs 256");
        refused(ErrorCode.DATA_SIZE_MISMATCH, raw(1, 257), "257 bytes");
        refused(ErrorCode.DATA_SIZE_MISMATCH, raw(1, 256).addRawInputContents(bytes(256)), "1 inputs but 2 entries");
        refused(ErrorCode.DATA_SIZE_MISMATCH, request().addRawInputContents(bytes(1)), "0 inputs but 1 entries");
        refused(ErrorCode.DATA_SIZE_MISMATCH, request().addInputs(tensor("input", "FP32", 1, 64)), "0 elements in fp32_contents", "64");
        refused(ErrorCode.INVALID_FIELD, request().addInputs(tensor("input", "FP32", 1, 64)
                .setContents(InferTensorContents.newBuilder().addFp32Contents(1))).addRawInputContents(bytes(256)),
                "'input' has contents beside raw_input_contents");
        refused(ErrorCode.VALUE_OUT_OF_RANGE, raw(1, 256).addInputs(tensor("mask", "BOOL", 1, 2))
                .addRawInputContents(ByteString.copyFrom(new byte[] {1, 2})), "Element 1 of tensor 'mask' is the byte 2");
    }

    /** MLServer's client sends the message for typed contents with nothing in it. */
    @Test
    void takesEmptyContentsBesideRawOnes() {
        SignatureCheck.check(request().addInputs(tensor("input", "FP32", 1, 64).setContents(InferTensorContents.getDefaultInstance()))
                .addRawInputContents(bytes(256)).build(), DIGITS);
    }

    @Test
    void refusesTypedContentsThatDoNotBelong() {
        var range = ErrorCode.VALUE_OUT_OF_RANGE;
        refusedTyped(Datatype.INT8, range, c -> c.addIntContents(1).addIntContents(128), "Element 1", "128", "from -128 to 127");
        refusedTyped(Datatype.INT8, range, c -> c.addIntContents(-129).addIntContents(0), "Element 0", "-129");
        refusedTyped(Datatype.INT16, range, c -> c.addIntContents(1).addIntContents(32768), "32768", "32767");
        refusedTyped(Datatype.UINT8, range, c -> c.addUintContents(256).addUintContents(0), "256", "from 0 to 255");
        refusedTyped(Datatype.UINT16, range, c -> c.addUintContents(-1).addUintContents(0), "4294967295", "65535");
        var size = ErrorCode.DATA_SIZE_MISMATCH;
        refusedTyped(Datatype.INT32, size, c -> c.addIntContents(1), "1 elements in int_contents", "needs 2");
        refusedTyped(Datatype.BYTES, size, c -> c.addBytesContents(bytes(9)), "1 elements in bytes_contents");
        refusedTyped(Datatype.FP16, size, c -> { }, "raw_input_contents");
        var kind = ErrorCode.DATATYPE_MISMATCH;
        refusedTyped(Datatype.FP32, kind, c -> c.addFp64Contents(1).addFp64Contents(2), "fp32_contents is expected");
        refusedTyped(Datatype.INT64, kind, c -> c.addIntContents(1).addInt64Contents(1).addInt64Contents(2), "int64_contents");
        refusedTyped(Datatype.BF16, kind, c -> c.addFp32Contents(1).addFp32Contents(2), "raw_input_contents is expected");
    }

    @Test
    void refusesBrokenFramingOfBytes() {
        refusedBytes("Element 1 of tensor 'x' has a length prefix cut short: 4 bytes are expected, 3 are left", 0, 0, 0, 0, 1, 0, 0);
        refusedBytes("Element 0 of tensor 'x' claims 2 bytes but 1 are left", 2, 0, 0, 0, 'a');
        refusedBytes("claims 4294967295 bytes", 0xff, 0xff, 0xff, 0xff, 'a');
        refusedBytes("has 1 BYTES elements but its shape [2] needs 2", 1, 0, 0, 0, 'a');
        refusedBytes("has 3 BYTES elements", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void refusesParametersThatNobodyMayOrCanHonour() {
        for (String name : List.of("shared_memory_region", "shared_memory_byte_size", "shared_memory_offset")) {
            refused(ErrorCode.INVALID_FIELD, request().addInputs(tensor("input", "FP32", 1, 64).putParameters(name, text("r"))),
                    "Tensor 'input'", name, "shared memory");
            refused(ErrorCode.INVALID_FIELD, raw(1, 256).addOutputs(output("label").putParameters(name, text("r"))), "'label'", name);
        }
        refusedParameter("triton_enable_empty_final_response", text("true"), "true or false");
        refusedParameter("triton_final_response", flag(true), "reserved");
        refusedParameter("triton_", flag(true), "reserved");
        refused(ErrorCode.INVALID_FIELD, request().addInputs(tensor("input", "FP32", 1, 64)
                .putParameters("triton_enable_empty_final_response", flag(true))), "Tensor 'input'", "reserved");
        refusedParameter("shared_memory_region", text("r"), "shared memory");
        refusedParameter("headers", text("x"), "reserved");
        refusedParameter("timeout", text("1s"), "microseconds");
        refusedParameter("timeout", number(-1), "microseconds");
        refusedParameter("priority", InferParameter.newBuilder().setDoubleParam(1).build(), "whole number");
        refusedParameter("sequence_id", number(-2), "or a string");
        refusedParameter("sequence_id", number(42), "sequences are not served");
        refusedParameter("sequence_id", InferParameter.newBuilder().setUint64Param(42).build(), "sequences are not served");
        refusedParameter("sequence_id", text("a"), "sequences are not served");
        refusedParameter("sequence_start", flag(true), "sequences are not served");
        refusedParameter("sequence_end", flag(true), "sequences are not served");
        passes(raw(1, 256).putParameters("sequence_id", number(0)).putParameters("sequence_start", flag(false))
                .putParameters("sequence_end", flag(false)).build());
        passes(raw(1, 256).putParameters("sequence_id", text("")).build());
        refusedParameter("sequence_start", number(1), "true or false");
        refusedParameter("sequence_end", text("true"), "true or false");
        refusedParameter("mine", InferParameter.getDefaultInstance(), "no value");
        refused(ErrorCode.INVALID_FIELD, raw(1, 256).addOutputs(output("scores").putParameters("classification", number(0))),
                "'scores'", "classification");
        passes(raw(1, 256).addOutputs(output("scores").putParameters("classification", number(3))).build());
    }

    private static InferParameter flag(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    private static void refusedParameter(String name, InferParameter value, String why) {
        refused(ErrorCode.INVALID_FIELD, raw(1, 256).putParameters(name, value), "'" + name + "'", why);
    }

    private static void refusedBytes(String why, int... data) {
        var raw = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            raw[i] = (byte) data[i];
        }
        refused(signature(0, List.of(spec("x", Datatype.BYTES, 2L)), List.of()), ErrorCode.DATA_SIZE_MISMATCH,
                request().addInputs(tensor("x", "BYTES", 2)).addRawInputContents(ByteString.copyFrom(raw)), why);
    }

    private static void refusedTyped(Datatype datatype, ErrorCode code, Consumer<InferTensorContents.Builder> fill, String... essentials) {
        var contents = InferTensorContents.newBuilder();
        fill.accept(contents);
        var all = new ArrayList<>(List.of("'x'"));
        all.addAll(List.of(essentials));
        refused(signature(0, List.of(spec("x", datatype, 2L)), List.of()), code,
                typed(tensor("x", datatype.name(), 2), contents).toBuilder(), all.toArray(String[]::new));
    }

    private static void refusedShape(ErrorCode code, String why, long... shape) {
        refused(code, request().addInputs(tensor("input", "FP32", shape)).addRawInputContents(bytes(256)), "'input'", why);
    }

    private static void refused(ErrorCode code, ModelInferRequest.Builder request, String... essentials) {
        refused(DIGITS, code, request, essentials);
    }

    private static void refused(Signature signature, ErrorCode code, ModelInferRequest.Builder request, String... essentials) {
        assertRefused(code, () -> SignatureCheck.check(request.build(), signature), essentials);
    }

    private static void passes(ModelInferRequest request) {
        assertThatCode(() -> SignatureCheck.check(request, DIGITS)).doesNotThrowAnyException();
    }

    private static ModelInferRequest.Builder request() {
        return ModelInferRequest.newBuilder().setModelName("digits");
    }

    private static ModelInferRequest.Builder raw(long rows, int bytes) {
        return request().addInputs(tensor("input", "FP32", rows, 64)).addRawInputContents(bytes(bytes));
    }

    private static ModelInferRequest typed(InferInputTensor.Builder tensor, InferTensorContents.Builder contents) {
        return request().addInputs(tensor.setContents(contents)).build();
    }

    private static InferInputTensor.Builder tensor(String name, String datatype, long... shape) {
        return InferInputTensor.newBuilder().setName(name).setDatatype(datatype).addAllShape(Arrays.stream(shape).boxed().toList());
    }

    private static InferRequestedOutputTensor.Builder output(String name) {
        return InferRequestedOutputTensor.newBuilder().setName(name);
    }

    private static ByteString bytes(int count) {
        return ByteString.copyFrom(new byte[count]);
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private static Signature signature(int maxBatchSize, List<TensorSpec> inputs, List<TensorSpec> outputs) {
        return new Signature(inputs, outputs, maxBatchSize, Optional.empty(), Optional.empty());
    }

    private static TensorSpec spec(String name, Datatype datatype, Long... shape) {
        return new TensorSpec(name, datatype, List.of(shape), false);
    }

    private static TensorSpec optional(String name, Datatype datatype, Long... shape) {
        return new TensorSpec(name, datatype, List.of(shape), true);
    }
}
