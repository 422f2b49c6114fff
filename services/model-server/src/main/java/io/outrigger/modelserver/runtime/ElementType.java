package io.outrigger.modelserver.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.outrigger.proto.inference.DataType;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one element of a tensor is, under its three names: on the wire, in config.pbtxt and in ONNX.
 *
 * <p>ONNX Runtime's Java API can return the wider unsigned types but not make them: {@link UnsignedInputs} is the way round.
 */
public enum ElementType {
    BOOL(DataType.TYPE_BOOL, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, OnnxJavaType.BOOL, 1, 9),
    UINT8(DataType.TYPE_UINT8, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, OnnxJavaType.UINT8, 1, 2),
    UINT16(DataType.TYPE_UINT16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16, OnnxJavaType.INT16, 2, 4),
    UINT32(DataType.TYPE_UINT32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32, OnnxJavaType.INT32, 4, 12),
    UINT64(DataType.TYPE_UINT64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64, OnnxJavaType.INT64, 8, 13),
    INT8(DataType.TYPE_INT8, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, OnnxJavaType.INT8, 1, 3),
    INT16(DataType.TYPE_INT16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16, OnnxJavaType.INT16, 2, 5),
    INT32(DataType.TYPE_INT32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, OnnxJavaType.INT32, 4, 6),
    INT64(DataType.TYPE_INT64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, OnnxJavaType.INT64, 8, 7),
    FP16(DataType.TYPE_FP16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, OnnxJavaType.FLOAT16, 2, 10),
    FP32(DataType.TYPE_FP32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, OnnxJavaType.FLOAT, 4, 1),
    FP64(DataType.TYPE_FP64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, OnnxJavaType.DOUBLE, 8, 11),
    BF16(DataType.TYPE_BF16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16, OnnxJavaType.BFLOAT16, 2, 16),
    /** Strings of any length; {@link #bytes()} is 0. */
    BYTES(DataType.TYPE_STRING, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, OnnxJavaType.STRING, 0, 8);

    private final DataType configName;
    private final OnnxTensorType onnxName;
    private final OnnxJavaType javaType;
    private final int bytes;
    private final int onnxNumber;

    ElementType(DataType configName, OnnxTensorType onnxName, OnnxJavaType javaType, int bytes, int onnxNumber) {
        this.configName = configName;
        this.onnxName = onnxName;
        this.javaType = javaType;
        this.bytes = bytes;
        this.onnxNumber = onnxNumber;
    }

    /** Bytes of one element; 0 for BYTES. */
    public int bytes() {
        return bytes;
    }

    /** The name in config.pbtxt, such as TYPE_FP32. */
    public DataType configName() {
        return configName;
    }

    /** Whether ONNX Runtime's Java API can make such a tensor from a buffer, so that it can be an input or be brought for an output. */
    public boolean canBeInput() {
        return this != UINT16 && this != UINT32 && this != UINT64;
    }

    /** The number of the type in an ONNX file. */
    int onnxNumber() {
        return onnxNumber;
    }

    /** What the Java API calls a tensor of these bits. */
    OnnxJavaType javaType() {
        return javaType;
    }

    /** The type behind a name on the wire; empty for a name that the protocol does not have. */
    public static Optional<ElementType> ofWireName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The type behind a name in config.pbtxt; empty where none is said. */
    public static Optional<ElementType> ofConfigName(DataType name) {
        return Arrays.stream(values()).filter(type -> type.configName == name).findFirst();
    }

    static Optional<ElementType> ofOnnx(OnnxTensorType name) {
        return Arrays.stream(values()).filter(type -> type.onnxName == name).findFirst();
    }
}
