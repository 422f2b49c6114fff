package io.outrigger.gateway.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.MethodNotAllowed;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.gateway.access.Right;
import io.outrigger.gateway.inference.Intake;
import io.outrigger.gateway.inference.MediaType;
import io.outrigger.gateway.inference.RouterLink;
import io.outrigger.openinference.json.JsonBody;
import io.outrigger.openinference.json.MessageJson;
import io.outrigger.openinference.tensor.Quote;
import io.outrigger.proto.inference.ModelRepositoryParameter;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The model repository over {@code /v2/repository}: what lies there, load, unload; for administrators. */
public final class RepositoryRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 64 << 10;

    private final ModelQueries queries;

    public RepositoryRoutes(Intake intake) {
        this.queries = new ModelQueries(intake);
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v2/repository/index", this::index);
        routing.post("/v2/repository/models/{model}/load", this::load);
        routing.post("/v2/repository/models/{model}/unload", this::unload);
        MethodNotAllowed.elsewhere(routing, "/v2/repository/index", "POST");
        MethodNotAllowed.elsewhere(routing, "/v2/repository/models/{model}/load", "POST");
        MethodNotAllowed.elsewhere(routing, "/v2/repository/models/{model}/unload", "POST");
    }

    private void index(ServerRequest http, ServerResponse response) {
        Right.ADMIN.demand();
        RepositoryIndexRequest.Builder request = RepositoryIndexRequest.newBuilder();
        fields(http, (key, parser) -> {
            if (!key.equals("ready")) {
                throw unknown(key, "ready");
            }
            request.setReady(flag(parser, key));
        });
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON)
                .send(MessageJson.write(RouterLink.await(queries.index(request.build())).getModelsList()));
    }

    private void load(ServerRequest http, ServerResponse response) {
        Right.ADMIN.demand();
        RouterLink.await(queries.load(RepositoryModelLoadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(parameters(http)).build()));
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON).send("{}");
    }

    private void unload(ServerRequest http, ServerResponse response) {
        Right.ADMIN.demand();
        RouterLink.await(queries.unload(RepositoryModelUnloadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(parameters(http)).build()));
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON).send("{}");
    }

    private static Map<String, ModelRepositoryParameter> parameters(ServerRequest http) {
        Map<String, ModelRepositoryParameter> parameters = new HashMap<>();
        fields(http, (key, parser) -> {
            if (!key.equals("parameters")) {
                throw unknown(key, "parameters");
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The field parameters is expected to be an object.");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                parameters.put(name, value.isBoolean()
                        ? ModelRepositoryParameter.newBuilder().setBoolParam(parser.getBooleanValue()).build()
                        : ModelRepositoryParameter.getDefaultInstance());
                parser.skipChildren();
            }
        });
        return parameters;
    }

    private interface Field {
        void read(String key, JsonParser parser) throws IOException;
    }

    /** Reads the body's fields; an absent body has none. */
    private static void fields(ServerRequest http, Field field) {
        MediaType.require(http, MediaType.JSON);
        byte[] body = RequestBody.read(http, BODY_BYTES_MAX);
        if (body.length == 0) {
            return;
        }
        JsonBody.of(body).readObject(parser -> {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                field.read(key, parser);
            }
            return body;
        });
    }

    private static boolean flag(JsonParser parser, String key) throws IOException {
        if (!parser.currentToken().isBoolean()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + key + " is expected to be true or false.");
        }
        return parser.getBooleanValue();
    }

    private static ServiceException unknown(String key, String known) {
        return new ServiceException(ErrorCode.INVALID_FIELD,
                "The request has a field " + Quote.of(key) + " that is not known here; " + known + " is expected.");
    }
}
