package io.outrigger.gateway.protocol;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.chassis.server.RequestBody;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.inference.MediaType;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.openinference.json.MessageJson;
import io.outrigger.openinference.json.RepositoryJson;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryModelLoadRequest;
import io.outrigger.proto.inference.RepositoryModelUnloadRequest;
import java.util.List;
import java.util.function.Consumer;

/** The model repository over {@code /v2/repository}: what lies there, load, unload; for administrators. */
public final class RepositoryRoutes implements Consumer<HttpRouting.Builder> {

    private static final int BODY_BYTES_MAX = 64 << 10;

    private final ModelQueries queries;

    public RepositoryRoutes(ModelGate gate) {
        this.queries = new ModelQueries(gate);
    }

    /** @param warnings what the caller should know although it is done; null for nothing */
    private record Done(List<String> warnings) {
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
                .send(MessageJson.write(HopLink.await(queries.index(request.build())).getModelsList()));
    }

    private void load(ServerRequest http, ServerResponse response) {
        HopLink.await(queries.load(RepositoryModelLoadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(RepositoryJson.parameters(body(http))).build()));
        done(response);
    }

    private void unload(ServerRequest http, ServerResponse response) {
        HopLink.await(queries.unload(RepositoryModelUnloadRequest.newBuilder()
                .setModelName(PathNames.model(http)).putAllParameters(RepositoryJson.parameters(body(http))).build()));
        done(response);
    }

    private static void done(ServerResponse response) {
        JsonAnswer.send(response, Status.OK_200, new Done(Json.unless(List.of(), RequestContext.current().warnings())));
    }

    private static byte[] body(ServerRequest http) {
        return RequestBody.read(http, BODY_BYTES_MAX);
    }
}
