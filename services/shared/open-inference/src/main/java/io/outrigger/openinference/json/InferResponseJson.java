package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.RawContents;
import io.outrigger.openinference.tensor.TypedContents;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * An inference answer of the REST protocol, written.
 *
 * @param body JSON, and behind it the outputs that were wanted as binary data
 * @param jsonBytes the header Inference-Header-Content-Length; empty where the body is all JSON
 */
public record InferResponseJson(byte[] body, OptionalInt jsonBytes) {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes an answer of a model server; one whose sizes do not add up is that server's failure. */
    public static InferResponseJson write(ModelInferResponse response, BinaryOutputs binary) {
        List<ByteString> parts = new ArrayList<>();
        var body = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(body, JsonEncoding.UTF8)) {
            json.writeStartObject();
            if (!response.getId().isEmpty()) {
                json.writeStringField("id", response.getId());
            }
            json.writeStringField("model_name", response.getModelName());
            json.writeStringField("model_version", response.getModelVersion());
            if (response.getParametersCount() > 0) {
                json.writeObjectFieldStart("parameters");
                parameters(json, response.getParametersMap());
                json.writeEndObject();
            }
            json.writeFieldName("outputs");
            outputs(json, response, binary, parts);
            json.writeEndObject();
            json.flush();
            int jsonBytes = body.size();
            for (ByteString part : parts) {
                part.writeTo(body);
            }
            return new InferResponseJson(body.toByteArray(), parts.isEmpty() ? OptionalInt.empty() : OptionalInt.of(jsonBytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes only the array of outputs, all as JSON, where the generator stands. */
    public static void writeOutputs(JsonGenerator json, ModelInferResponse response) throws IOException {
        outputs(json, response, BinaryOutputs.NONE, new ArrayList<>());
    }

    private static void outputs(JsonGenerator json, ModelInferResponse response, BinaryOutputs binary, List<ByteString> parts)
            throws IOException {
        int raws = response.getRawOutputContentsCount();
        if (raws != 0 && raws != response.getOutputsCount()) {
            throw failed(response.getOutputsCount() + " outputs came with " + raws + " raw contents.", null);
        }
        json.writeStartArray();
        for (int i = 0; i < response.getOutputsCount(); i++) {
            InferOutputTensor output = response.getOutputs(i);
            Datatype datatype = Datatype.ofName(output.getDatatype()).orElseThrow(() -> failed("Tensor "
                    + Quote.of(output.getName()) + " has the unknown datatype " + Quote.of(output.getDatatype()) + ".", null));
            ByteString raw = raw(response, i, datatype);
            json.writeStartObject();
            json.writeStringField("name", output.getName());
            json.writeStringField("datatype", datatype.name());
            json.writeFieldName("shape");
            json.writeStartArray();
            for (long dimension : output.getShapeList()) {
                json.writeNumber(dimension);
            }
            json.writeEndArray();
            boolean asBinary = binary.wants(output.getName());
            if (asBinary || output.getParametersCount() > 0) {
                json.writeObjectFieldStart("parameters");
                parameters(json, output.getParametersMap());
                if (asBinary) {
                    json.writeNumberField("binary_data_size", raw.size());
                    parts.add(raw);
                }
                json.writeEndObject();
            }
            if (!asBinary) {
                json.writeFieldName("data");
                OutputData.write(json, output.getName(), datatype, raw);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** An output's data as raw bytes that fill its shape exactly. */
    private static ByteString raw(ModelInferResponse response, int index, Datatype datatype) {
        InferOutputTensor output = response.getOutputs(index);
        try {
            if (response.getRawOutputContentsCount() == 0) {
                return TypedContents.toRaw(output.getName(), output.getShapeList(), datatype, output.getContents());
            }
            ByteString raw = response.getRawOutputContents(index);
            RawContents.check(output.getName(), output.getShapeList(), datatype, raw);
            return raw;
        } catch (ServiceException e) {
            throw failed(e.getMessage(), e);
        }
    }

    private static void parameters(JsonGenerator json, Map<String, InferParameter> parameters) throws IOException {
        for (var parameter : parameters.entrySet()) {
            InferParameter value = parameter.getValue();
            json.writeFieldName(parameter.getKey());
            switch (value.getParameterChoiceCase()) {
                case BOOL_PARAM -> json.writeBoolean(value.getBoolParam());
                case INT64_PARAM -> json.writeNumber(value.getInt64Param());
                case UINT64_PARAM -> OutputData.unsigned(json, value.getUint64Param());
                case STRING_PARAM -> json.writeString(value.getStringParam());
                case DOUBLE_PARAM -> OutputData.floating(json, value.getDoubleParam());
                case PARAMETERCHOICE_NOT_SET -> json.writeNull();
            }
        }
    }

    private static ServiceException failed(String why, ServiceException cause) {
        return new ServiceException(ErrorCode.BACKEND_FAILED, "The model server's answer does not add up: " + why, cause);
    }
}
