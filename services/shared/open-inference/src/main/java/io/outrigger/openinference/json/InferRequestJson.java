package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * An inference request of the REST protocol, read: the message, and how its caller wants the answer.
 *
 * @param request with raw contents, binary ones being views of the body
 */
public record InferRequestJson(ModelInferRequest request, BinaryOutputs binaryOutputs) {

    private static final int ID_BYTES_MAX = 1024;

    /**
     * Reads a body.
     *
     * @param body JSON, and behind it the binary data; shared with the message, so it must not change afterwards
     * @param jsonBytes the header Inference-Header-Content-Length; without it the body is all JSON
     */
    public static InferRequestJson read(byte[] body, OptionalInt jsonBytes, AddressedModel model) {
        int length = jsonBytes.orElse(body.length);
        if (jsonBytes.isPresent() && (length <= 0 || length > body.length)) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, "Inference-Header-Content-Length is " + length
                    + " but the body has " + body.length + " bytes; a length from 1 to that is expected"
                    + (length == 0 ? ", since raw binary requests, which have no JSON, are not served." : "."));
        }
        var binary = new BinaryPart(body, length);
        var json = JsonBody.of(body, length);
        var request = ModelInferRequest.newBuilder().setModelName(model.name()).setModelVersion(model.version());
        BinaryOutputs outputs = json.readObject(parser -> read(json, parser, binary, model, request));
        binary.checkEmpty();
        return new InferRequestJson(request.build(), outputs);
    }

    private static BinaryOutputs read(JsonBody body, JsonParser parser, BinaryPart binary, AddressedModel model,
            ModelInferRequest.Builder request) throws IOException {
        boolean inputs = false;
        var byDefault = new boolean[1];
        Map<String, Boolean> byName = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "id" -> request.setId(id(parser));
                case "model_name" -> agree(parser, key, model.name(), model.name()::equals);
                case "model_version" -> agree(parser, key, model.version(), model.isMeantBy());
                case "parameters" -> JsonFields.parameters(parser, "the request", (name, value) -> {
                    if (name.equals("binary_data_output")) {
                        byDefault[0] = flag(value, "The binary_data_output of the request");
                    } else {
                        request.putParameters(name, value);
                    }
                });
                case "inputs" -> {
                    TensorJson.readTensors(body, parser, binary, request);
                    inputs = true;
                }
                case "outputs" -> outputs(parser, request, byName);
                default -> throw JsonFields.unknown(
                        "the request", key, "id, model_name, model_version, parameters, inputs and outputs");
            }
        }
        if (!inputs) {
            throw JsonFields.missing("The list of inputs");
        }
        return new BinaryOutputs(byDefault[0], byName);
    }

    /** Returns when a field of the body says nothing, or the same as the address. */
    private static void agree(JsonParser parser, String field, String addressed, Predicate<String> isMeantBy) throws IOException {
        if (JsonFields.isNull(parser)) {
            return;
        }
        boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && field.equals("model_version");
        String said = number ? parser.getText() : JsonFields.string(parser, "The " + field + " of the request");
        if (!said.isEmpty() && !isMeantBy.test(said)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The " + field + " of the request is " + Quote.of(said)
                    + " but its address leads to " + (addressed.isEmpty() ? "another" : Quote.of(addressed))
                    + "; they are expected to agree, and the address decides.");
        }
    }

    private static boolean flag(InferParameter value, String what) {
        if (!value.hasBoolParam()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, what + " is expected to be true or false.");
        }
        return value.getBoolParam();
    }

    private static String id(JsonParser parser) throws IOException {
        if (JsonFields.isNull(parser)) {
            return "";
        }
        String id = JsonFields.string(parser, "The id of the request");
        int bytes = id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ID_BYTES_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The id of the request has " + bytes + " bytes; at most " + ID_BYTES_MAX + " are expected.");
        }
        return id;
    }

    private static void outputs(JsonParser parser, ModelInferRequest.Builder request, Map<String, Boolean> binary) throws IOException {
        if (JsonFields.isNull(parser)) {
            return;
        }
        JsonFields.expect(parser, JsonToken.START_ARRAY, "The list of outputs", "an array");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonFields.room(request.getOutputsCount(), "The list of outputs");
            request.addOutputs(output(parser, "output " + request.getOutputsCount(), binary));
        }
    }

    private static InferRequestedOutputTensor output(JsonParser parser, String owner, Map<String, Boolean> binary)
            throws IOException {
        JsonFields.expect(parser, JsonToken.START_OBJECT, "The value of " + owner, "an object");
        var output = InferRequestedOutputTensor.newBuilder();
        boolean named = false;
        var wanted = new Boolean[1];
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "name" -> {
                    output.setName(JsonFields.string(parser, "The name of " + owner));
                    named = true;
                }
                case "parameters" -> JsonFields.parameters(parser, owner, (name, value) -> {
                    if (name.equals("binary_data")) {
                        wanted[0] = flag(value, "The binary_data of " + owner);
                    } else {
                        output.putParameters(name, value);
                    }
                });
                default -> throw JsonFields.unknown(owner, key, "name and parameters");
            }
        }
        if (!named) {
            throw JsonFields.missing("The name of " + owner);
        }
        if (wanted[0] != null && binary.put(output.getName(), wanted[0]) != null) {
            throw new ServiceException(ErrorCode.DUPLICATE_TENSOR,
                    "The request asks for output " + Quote.of(output.getName()) + " twice; each is expected once.");
        }
        return output.build();
    }
}
