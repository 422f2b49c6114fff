package io.outrigger.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.inference.MediaType;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.gateway.inference.RouterLink;
import io.outrigger.openinference.json.MessageJson;
import io.outrigger.openinference.json.RepositoryJson;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** The model repository over {@code /v2/repository}: what lies there, load, unload; for administrators. */
public final class RepositoryRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 64 << 10;
    private static final JsonFactory JSON = new JsonFactory();

    private final ModelQueries queries;

    public RepositoryRoutes(ModelGate gate) {
        this.queries = new ModelQueries(gate);
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.post("/v2/repository/index", this::index);
        routing.post("/v2/repository/models/{model}/load", this::load);
        routing.post("/v2/repository/models/{model}/unload", this::unload);
    }

    private void index(ServerRequest http, ServerResponse response) {
        var request = RepositoryIndexRequest.newBuilder().setReady(RepositoryJson.readyOnly(body(http)));
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON)
                .send(MessageJson.write(RouterLink.await(queries.index(request.build())).getModelsList()));
    }

    private void load(ServerRequest http, ServerResponse response) {
        RouterLink.await(queries.load(RepositoryModelLoadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(RepositoryJson.parameters(body(http))).build()));
        done(response);
    }

    private void unload(ServerRequest http, ServerResponse response) {
        RouterLink.await(queries.unload(RepositoryModelUnloadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(RepositoryJson.parameters(body(http))).build()));
        done(response);
    }

    /** Nothing, or what the caller should know although it is done. */
    private static void done(ServerResponse response) {
        StringWriter body = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartObject();
            List<String> warnings = RequestContext.current().warnings();
            if (!warnings.isEmpty()) {
                json.writeFieldName("warnings");
                json.writeArray(warnings.toArray(String[]::new), 0, warnings.size());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON).send(body.toString());
    }

    private static byte[] body(ServerRequest http) {
        return RequestBody.read(http, BODY_BYTES_MAX);
    }
}
