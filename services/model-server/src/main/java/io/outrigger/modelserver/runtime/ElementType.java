package io.outrigger.modelserver.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.outrigger.proto.inference.DataType;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one element of a tensor is, under its three names: on the wire, in config.pbtxt and in ONNX.
 *
 * <p>ONNX Runtime's Java API can return the wider unsigned types but not take them, so a model with such an input is refused
 * when it is loaded.
 */
public enum ElementType {
    BOOL(DataType.TYPE_BOOL, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL, OnnxJavaType.BOOL, 1),
    UINT8(DataType.TYPE_UINT8, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, OnnxJavaType.UINT8, 1),
    UINT16(DataType.TYPE_UINT16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16, OnnxJavaType.UNKNOWN, 2),
    UINT32(DataType.TYPE_UINT32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32, OnnxJavaType.UNKNOWN, 4),
    UINT64(DataType.TYPE_UINT64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64, OnnxJavaType.UNKNOWN, 8),
    INT8(DataType.TYPE_INT8, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8, OnnxJavaType.INT8, 1),
    INT16(DataType.TYPE_INT16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16, OnnxJavaType.INT16, 2),
    INT32(DataType.TYPE_INT32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32, OnnxJavaType.INT32, 4),
    INT64(DataType.TYPE_INT64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, OnnxJavaType.INT64, 8),
    FP16(DataType.TYPE_FP16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, OnnxJavaType.FLOAT16, 2),
    FP32(DataType.TYPE_FP32, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, OnnxJavaType.FLOAT, 4),
    FP64(DataType.TYPE_FP64, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE, OnnxJavaType.DOUBLE, 8),
    BF16(DataType.TYPE_BF16, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16, OnnxJavaType.BFLOAT16, 2),
    /** Strings of any length; {@link #bytes()} is 0. */
    BYTES(DataType.TYPE_STRING, OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING, OnnxJavaType.STRING, 0);

    private final DataType configName;
    private final OnnxTensorType onnxName;
    private final OnnxJavaType javaType;
    private final int bytes;

    ElementType(DataType configName, OnnxTensorType onnxName, OnnxJavaType javaType, int bytes) {
        this.configName = configName;
        this.onnxName = onnxName;
        this.javaType = javaType;
        this.bytes = bytes;
    }

    /** Bytes of one element; 0 for BYTES. */
    public int bytes() {
        return bytes;
    }

    /** The name in config.pbtxt, such as TYPE_FP32. */
    public DataType configName() {
        return configName;
    }

    /** Whether ONNX Runtime's Java API takes such a tensor as an input. */
    public boolean canBeInput() {
        return javaType != OnnxJavaType.UNKNOWN;
    }

    OnnxJavaType javaType() {
        return javaType;
    }

    /** The type behind a name on the wire; empty for a name that the protocol does not have. */
    public static Optional<ElementType> ofWireName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    static Optional<ElementType> ofOnnx(OnnxTensorType name) {
        return Arrays.stream(values()).filter(type -> type.onnxName == name).findFirst();
    }
}
