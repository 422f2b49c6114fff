package io.outrigger.gateway.streams;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.server.HeadRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One answer of server-sent events. Comments in between find out clients that have gone, and keep proxies from ending what is silent; who
 * does not read what is written to it is let go by the server's own time for that. For one thread.
 */
public final class EventsExchange {

    private final OutputStream out;
    private final Duration keepAlive;
    private final LongSupplier nanoTime;
    private long toldAt;

    private EventsExchange(OutputStream out, Duration keepAlive, LongSupplier nanoTime) {
        this.out = out;
        this.keepAlive = keepAlive;
        this.nanoTime = nanoTime;
        this.toldAt = nanoTime.getAsLong();
    }

    /** What tells the events of one answer. */
    @FunctionalInterface
    public interface Teller {

        void tell(EventsExchange events) throws IOException;
    }

    /**
     * Answers with what the teller tells; HEAD is answered with the head alone.
     *
     * @param opening a comment that says what follows
     * @param keepAlive after which a client to whom nothing was told gets a comment
     */
    public static void answer(ServerRequest request, ServerResponse response, String opening, Duration keepAlive, LongSupplier nanoTime,
            Teller teller) {
        response.status(Status.OK_200)
                .header(HeaderNames.CONTENT_TYPE, "text/event-stream")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.create("X-Accel-Buffering"), "no"); // nginx would gather events
        if (HeadRequest.is(request)) {
            response.send(new byte[0]);
            return;
        }
        try {
            var events = new EventsExchange(response.outputStream(), keepAlive, nanoTime);
            events.write(": " + opening + "\n\n"); // the first write is kept back for a second one
            teller.tell(events);
            events.out.close(); // what failed has no such end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param json on one line, as all JSON of ours is */
    public void send(String event, byte[] json) throws IOException {
        write("event: " + event + "\ndata: " + new String(json, StandardCharsets.UTF_8) + "\n\n");
    }

    /** Says that there is nothing new, where nothing has been said for so long. */
    public void sendNothing() throws IOException {
        if (nanoTime.getAsLong() - toldAt >= keepAlive.toNanos()) {
            write(": nothing new\n\n");
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        toldAt = nanoTime.getAsLong();
    }
}
