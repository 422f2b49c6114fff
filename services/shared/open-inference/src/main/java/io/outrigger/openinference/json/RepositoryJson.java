package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.proto.inference.ModelRepositoryParameter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The small bodies of the repository calls. An empty body is an object without members, and null is nothing. */
public final class RepositoryJson {

    private RepositoryJson() {
    }

    /** {@code {"ready": true}} asks the index for what is ready only. */
    public static boolean readyOnly(byte[] body) {
        var ready = new boolean[1];
        fields(body, "ready", parser -> ready[0] = JsonFields.flag(parser, "The field ready"));
        return ready[0];
    }

    /** The {@code {"parameters": {…}}} of a load or an unload; flags have their values, others are only there. */
    public static Map<String, ModelRepositoryParameter> parameters(byte[] body) {
        Map<String, ModelRepositoryParameter> parameters = new HashMap<>();
        fields(body, "parameters", parser -> {
            JsonFields.expect(parser, JsonToken.START_OBJECT, "The field parameters", "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value != JsonToken.VALUE_NULL) {
                    parameters.put(name, value.isBoolean()
                            ? ModelRepositoryParameter.newBuilder().setBoolParam(parser.getBooleanValue()).build()
                            : ModelRepositoryParameter.getDefaultInstance());
                }
                parser.skipChildren();
            }
        });
        return parameters;
    }

    private interface Field {
        void read(JsonParser parser) throws IOException;
    }

    private static void fields(byte[] body, String known, Field field) {
        if (body.length == 0) {
            return;
        }
        JsonBody.of(body).readObject(parser -> {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                if (!key.equals(known)) {
                    throw JsonFields.unknown("the request", key, known);
                }
                if (!JsonFields.isNull(parser)) {
                    field.read(parser);
                }
            }
            return body;
        });
    }
}
