package io.outrigger.intake.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.json.Base64Text;
import io.outrigger.openinference.json.JsonBody;
import io.outrigger.openinference.json.TensorJson;
import io.outrigger.proto.inference.ModelInferRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The body of {@code POST /v1/infer}, read once from front to end.
 *
 * @param model empty where it is a part of something that names the model, and names none itself
 * @param version empty where the caller names none
 * @param id empty where the caller names none
 * @param image the encoded picture, where the input is one
 * @param tensors a request with nothing but the input tensors, where the input is none
 */
public record InferBody(String model, String version, String id, Optional<byte[]> image, ModelInferRequest.Builder tensors) {

    private static final int ID_BYTES_MAX = 1024;

    /** Fields for which null is nothing: many serializers write it for what is not there. */
    private static final Set<String> OPTIONAL = Set.of("version", "id");
    private static final Set<String> ALTERNATIVES = Set.of("image", "tensors");

    public static InferBody read(byte[] bytes) {
        JsonBody body = JsonBody.of(bytes);
        return body.readObject(parser -> new Reader(body).read(parser, true));
    }

    /** A body that is a part of a larger one and may leave the model to that; the parser stands on its opening brace. */
    public static InferBody readPart(JsonBody whole, JsonParser parser) throws IOException {
        return new Reader(whole).read(parser, false);
    }

    /** A body of which only the value of {@code input} is there, on which the parser of a larger one stands. */
    public static InferBody readInput(JsonBody whole, JsonParser parser) throws IOException {
        var reader = new Reader(whole);
        reader.input(parser, parser.currentToken());
        return reader.body();
    }

    /** The parts as they are found. */
    private static final class Reader {

        private final JsonBody body;
        private final ModelInferRequest.Builder tensors = ModelInferRequest.newBuilder();
        private String model = "";
        private String version = "";
        private String id = "";
        private byte[] image;
        private boolean hasInput;
        private boolean hasTensors;

        Reader(JsonBody body) {
            this.body = body;
        }

        InferBody read(JsonParser parser, boolean modelNeeded) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_NULL && OPTIONAL.contains(key)) {
                    continue;
                }
                switch (key) {
                    case "model" -> model = text(parser, token, "model");
                    case "version" -> version = token == JsonToken.VALUE_NUMBER_INT ? parser.getText() : text(parser, token, "version");
                    case "id" -> id = id(parser, token);
                    case "input" -> input(parser, token);
                    default -> throw FieldFailures.unknown("The request", key, "model, version, id and input");
                }
            }
            if (modelNeeded && model.isEmpty()) {
                throw FieldFailures.missing("model", "the name of a registered model");
            }
            if (!hasInput) {
                throw FieldFailures.missing("input", "an object with image or tensors");
            }
            return body();
        }

        InferBody body() {
            return new InferBody(model, version, id, Optional.ofNullable(image), tensors);
        }

        void input(JsonParser parser, JsonToken token) throws IOException {
            if (token != JsonToken.START_OBJECT) {
                throw FieldFailures.kind("input", "an object with image or tensors", token);
            }
            hasInput = true;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_NULL && ALTERNATIVES.contains(key)) {
                    continue;
                }
                switch (key) {
                    case "image" -> image = image(parser, value);
                    case "tensors" -> {
                        TensorJson.readTensors(body, parser, tensors);
                        hasTensors = true;
                    }
                    default -> throw FieldFailures.unknown("The field input", key, "image and tensors");
                }
            }
            if (image != null && hasTensors) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The field input has both image and tensors; exactly one is expected.");
            }
            if (image == null && !hasTensors) {
                throw FieldFailures.missing("input.image or input.tensors", "exactly one of the two");
            }
        }

        private static String id(JsonParser parser, JsonToken token) throws IOException {
            String id = text(parser, token, "id");
            if (id.getBytes(StandardCharsets.UTF_8).length > ID_BYTES_MAX) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The field id has more than " + ID_BYTES_MAX + " bytes.");
            }
            return id;
        }

        private static String text(JsonParser parser, JsonToken token, String field) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                throw FieldFailures.kind(field, "a string", token);
            }
            if (parser.getText().isEmpty()) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + field + " is empty; leave it out or give it a value.");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText())) {
                throw new ServiceException(ErrorCode.INVALID_JSON,
                        "The field " + field + " has half a surrogate pair, which is not valid Unicode.");
            }
            return parser.getText();
        }

        private static byte[] image(JsonParser parser, JsonToken token) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                throw FieldFailures.kind("input.image", "a string of base64", token);
            }
            return Base64Text.read(parser, "The field input.image");
        }
    }
}
