package io.outrigger.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.protocol.ServerMessages;
import io.outrigger.openinference.json.JsonBody;
import io.outrigger.proto.inference.ModelRepositoryParameter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The small JSON bodies of the repository calls; an empty body is an object without members. */
final class RepositoryBodies {

    private RepositoryBodies() {
    }

    /** {@code {"ready": true}} asks for what is ready only. */
    static boolean readyOnly(byte[] body) {
        return body.length > 0 && JsonBody.of(body).readObject(parser -> {
            boolean ready = false;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!key.equals("ready") || !value.isBoolean()) {
                    throw new ServiceException(ErrorCode.INVALID_FIELD, "the body may be {\"ready\": true or false}, and nothing else");
                }
                ready = parser.getBooleanValue();
            }
            return ready;
        });
    }

    /** {@code {"parameters": {…}}}, of which none is heeded: each is refused by name. */
    static void checkLoad(byte[] body) {
        if (body.length > 0) {
            ServerMessages.checkLoadParameters(JsonBody.of(body).readObject(RepositoryBodies::parameters));
        }
    }

    private static Map<String, ModelRepositoryParameter> parameters(JsonParser parser) throws IOException {
        Map<String, ModelRepositoryParameter> parameters = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!key.equals("parameters") || parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "the body may be {\"parameters\": {…}}, and nothing else");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                parameters.put(parser.currentName(), ModelRepositoryParameter.getDefaultInstance());
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return parameters;
    }
}
