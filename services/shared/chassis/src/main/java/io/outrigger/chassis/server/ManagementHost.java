package io.outrigger.chassis.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import io.outrigger.chassis.json.Json;
import io.outrigger.chassis.telemetry.Exposition;
import io.outrigger.chassis.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * The management port: health for Kubernetes, metrics for Prometheus, the log level for whoever is on call. It has a socket
 * of its own, so that it still answers while the service drains and is never routed from outside.
 */
final class ManagementHost {

    private static final long BODY_BYTES_MAX = 4_096;
    private static final Duration STOP_TIME_MAX = Duration.ofSeconds(3);
    private static final int LOGGER_NAME_CHARACTERS_MAX = 200;

    private final HttpPort port;
    private final Telemetry telemetry;
    private final LogLevelRight right;

    private record LoggerLevel(String logger, String level) {
    }

    ManagementHost(ServerConfig config, Telemetry telemetry, Supplier<Map<String, String>> reasonsNotReady)
            throws IOException {
        this.telemetry = telemetry;
        this.right = new LogLevelRight(config.managementTokenFile());
        HttpRouting.Builder routing = HttpRouting.builder();
        new HealthRoutes(reasonsNotReady, true, Optional.empty()).accept(routing);
        routing.get("/metrics", this::metrics)
                .get("/log-level", (request, response) -> JsonAnswer.send(response, Status.OK_200, level("ROOT")))
                .put("/log-level", this::changeLevel);
        port = new HttpPort(config.host(), config.managementPort(), HttpLimits.of(config, BODY_BYTES_MAX, Map.of()),
                new ByteBudget(config.bytesInFlightMax()), routing);
    }

    int port() {
        return port.port();
    }

    void stop() {
        port.stop(STOP_TIME_MAX);
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        Exposition exposition = telemetry.exposition(request.headers().value(HeaderNames.ACCEPT).orElse(""));
        response.header(HeaderNames.CONTENT_TYPE, exposition.mediaType()).send(exposition.text());
    }

    private void changeLevel(ServerRequest request, ServerResponse response) {
        JsonNode body;
        try {
            right.require(request);
            body = Json.parse(request.content().as(byte[].class));
        } catch (ServiceException mayNot) {
            refuse(response, mayNot);
            return;
        } catch (JsonProcessingException e) {
            refuse(response, new ServiceException(ErrorCode.INVALID_JSON, """
                    The body must be JSON such as {"level":"DEBUG","logger":"io.outrigger"}."""));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Level level = Level.toLevel(body.path("level").asText(), null);
        String logger = body.path("logger").asText("ROOT");
        if (level == null || logger.length() > LOGGER_NAME_CHARACTERS_MAX) {
            refuse(response, new ServiceException(ErrorCode.INVALID_JSON,
                    "'level' must be TRACE, DEBUG, INFO, WARN, ERROR or OFF, and 'logger' the name of a logger."));
            return;
        }
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).setLevel(level);
        JsonAnswer.send(response, Status.OK_200, level(logger));
    }

    private static LoggerLevel level(String logger) {
        return new LoggerLevel(logger,
                ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(logger).getEffectiveLevel().toString());
    }

    private static void refuse(ServerResponse response, ServiceException failure) {
        response.status(Status.create(failure.code().httpStatus())).header("Content-Type", Problem.MEDIA_TYPE)
                .send(new Problem(failure, CorrelationId.of(null)).toJson());
    }
}
