package io.outrigger.gateway.status;

import io.grpc.Context;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.gateway.streams.EventsExchange;
import io.outrigger.gateway.streams.StreamPlaces;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * {@code GET /v1/status}: the platform at a glance, as its caller may see it; and at {@code /v1/status/events} again whenever it has
 * changed. A stream ends after a while, so that a token that is not good any more does not go on being good here.
 */
public final class GatewayStatusRoutes implements Consumer<HttpRouting.Builder> {

    private static final String PATH = "/v1/status";

    private final StatusBoard board;
    private final Duration streamTime;
    private final Duration keepAlive;
    private final LongSupplier nanoTime;
    private final StreamPlaces places;

    public GatewayStatusRoutes(StatusBoard board, StatusConfig config, Duration keepAlive, LongSupplier nanoTime) {
        this.board = board;
        this.streamTime = config.streamTime();
        this.keepAlive = keepAlive;
        this.nanoTime = nanoTime;
        this.places = new StreamPlaces(config.streamsMax(), "watchers of the status");
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get(PATH, this::send);
        routing.get(PATH + "/events", this::follow);
    }

    /** Lets watchers go, who will come again elsewhere. */
    public void stop() {
        board.turns().stop();
    }

    private void send(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json").send(board.json(Viewer.of(CurrentCaller.get())));
    }

    private void follow(ServerRequest request, ServerResponse response) {
        try (var _ = places.take(CurrentCaller.get().tenant())) {
            Viewer viewer = Viewer.of(CurrentCaller.get());
            long turn = board.turns().now();
            byte[] first = board.json(viewer); // what fails with it is an answer of its own, and no stream that breaks off
            EventsExchange.answer(request, response, "the status follows", keepAlive, nanoTime,
                    events -> tell(viewer, turn, first, events));
        }
    }

    private void tell(Viewer viewer, long firstTurn, byte[] first, EventsExchange events) throws IOException {
        long began = nanoTime.getAsLong();
        events.send("status", first);
        byte[] told = first;
        for (long turn = firstTurn; goesOn(began) && nextTurn(turn);) {
            turn = board.turns().now();
            byte[] status = board.json(viewer);
            if (Arrays.equals(status, told)) {
                events.sendNothing();
            } else {
                events.send("status", status);
                told = status;
            }
        }
    }

    private boolean goesOn(long began) {
        return !Context.current().isCancelled() && nanoTime.getAsLong() - began < streamTime.toNanos();
    }

    private boolean nextTurn(long turn) {
        try {
            return board.turns().awaitAfter(turn, keepAlive);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
