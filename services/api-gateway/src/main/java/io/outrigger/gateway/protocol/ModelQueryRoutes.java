package io.outrigger.gateway.protocol;

import com.google.protobuf.Message;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.JsonAnswer;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.inference.MediaType;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.openinference.json.MessageJson;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What {@code /v2} says of the server and its models. */
public final class ModelQueryRoutes implements Consumer<HttpRouting.Builder> {

    private static final String MODEL = "/v2/models/{model}";
    private static final String VERSION = "/v2/models/{model}/versions/{version}";

    private final ModelQueries queries;
    private final Supplier<Optional<String>> reasonNotReady;

    public ModelQueryRoutes(ModelGate gate, Supplier<Optional<String>> reasonNotReady) {
        this.queries = new ModelQueries(gate);
        this.reasonNotReady = reasonNotReady;
    }

    private record Live(boolean live) {
    }

    private record Ready(boolean ready) {
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        get(routing, "/v2/health/live", (request, response) -> JsonAnswer.send(response, Status.OK_200, new Live(true)));
        get(routing, "/v2/health/ready", this::serverReady);
        get(routing, "/v2", reading(request -> ServerInfo.metadata()));
        get(routing, "/v2/models/stats", reading(request -> HopLink.await(queries.statistics("", ""))));
        for (UnservedExtension extension : UnservedExtension.values()) {
            extension.paths().forEach(path -> routing.any(path, (request, response) -> {
                throw extension.refusal();
            }));
        }
        for (String path : new String[] {MODEL, VERSION}) {
            get(routing, path, reading(http -> queries.metadata(PathNames.model(http), PathNames.version(http))));
            get(routing, path + "/ready", this::modelReady);
            get(routing, path + "/config", reading(http ->
                    HopLink.await(queries.config(PathNames.model(http), PathNames.version(http))).getConfig()));
            get(routing, path + "/stats", reading(http ->
                    HopLink.await(queries.statistics(PathNames.model(http), PathNames.version(http)))));
        }
    }

    private interface Question {
        Message ask(ServerRequest request);
    }

    private static void get(HttpRouting.Builder routing, String path, Handler handler) {
        routing.get(path, handler);
    }

    private static Handler reading(Question question) {
        return (request, response) -> {
            byte[] answer = MessageJson.write(question.ask(request));
            response.header(HeaderNames.CONTENT_TYPE, MediaType.JSON);
            response.send(answer);
        };
    }

    private void serverReady(ServerRequest request, ServerResponse response) {
        reasonNotReady.get().ifPresent(reason -> {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE,
                    "The gateway cannot take inference at the moment: " + reason + ".");
        });
        JsonAnswer.send(response, Status.OK_200, new Ready(true));
    }

    private void modelReady(ServerRequest request, ServerResponse response) {
        String model = PathNames.model(request);
        if (!HopLink.await(queries.ready(model, PathNames.version(request))).getReady()) {
            throw new ServiceException(ErrorCode.MODEL_NOT_READY, "Model " + Quote.of(model) + " cannot be inferred with at the moment.");
        }
        JsonAnswer.send(response, Status.OK_200, new Ready(true));
    }
}
