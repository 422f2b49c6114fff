package io.outrigger.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.client.Download;
import io.outrigger.client.FileForm;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Asks one service. An answer that is no success is a {@link CommandFailure}; only what may be asked twice is asked again. */
public final class ServiceCaller {
    private final RestClient client;
    private final Pause pause;
    private final Consumer<String> note;
    private final Retries retries;

    /** @param note hears that something takes longer than it should */
    public ServiceCaller(RestClient client, Pause pause, Consumer<String> note) {
        this(client, pause, note, Retries.SHORT);
    }

    private ServiceCaller(RestClient client, Pause pause, Consumer<String> note, Retries retries) {
        this.client = client;
        this.pause = pause;
        this.note = note;
        this.retries = retries;
    }

    /** The same, for waiting through a restart of the platform. */
    public ServiceCaller patient() {
        return new ServiceCaller(client, pause, note, Retries.LONG);
    }

    /** A part of a path, whatever it has in it. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public JsonNode read(String path) {
        return successful(answer(path)).json();
    }

    /** Whatever its status. */
    public RestAnswer answer(String path) {
        return repeated(() -> client.get(path));
    }

    /** Asked once. */
    public JsonNode post(String path, JsonNode body, String... headers) {
        return successful(once(() -> client.post(path, body.toString(), headers))).json();
    }

    /** The key makes it safe to be asked again: it is done once. */
    public JsonNode postOnce(String path, JsonNode body, String idempotencyKey) {
        return successful(repeated(() -> client.post(path, body.toString(), "Idempotency-Key", idempotencyKey))).json();
    }

    /** Asked once; whatever its status. */
    public RestAnswer put(String path, JsonNode body, String... headers) {
        return once(() -> client.put(path, body.toString(), headers));
    }

    /** Asked once: asked again, it would say that there is nothing to delete. */
    public JsonNode delete(String path) {
        return successful(once(() -> client.delete(path))).json();
    }

    /** Asked once, since the first one may have been taken. */
    public JsonNode upload(String path, FileForm form, Duration patience) {
        return successful(once(() -> client.upload(path, form, patience))).json();
    }

    /** Reads from where the download is to the end of what is there now, also when the connection is cut meanwhile. */
    public Download read(Download download) {
        long[] reached = {download.offset()};
        successful(repeated(download::read, () -> {
            boolean further = download.offset() > reached[0];
            reached[0] = download.offset();
            return further;
        }));
        return download;
    }

    /** A download of this service, to be {@linkplain #read read}. */
    public Download download(String path, OutputStream into, long offset) {
        return new Download(client, path, into, offset);
    }

    public static RestAnswer successful(RestAnswer answer) {
        if (!answer.succeeded()) {
            throw CommandFailure.refused(answer);
        }
        return answer;
    }

    private interface Call {
        RestAnswer run() throws IOException;
    }

    private interface Headway {
        boolean made();
    }

    private static RestAnswer once(Call call) {
        try {
            return call.run();
        } catch (IOException away) {
            throw CommandFailure.away(away);
        }
    }

    private RestAnswer repeated(Call call) {
        return repeated(call, () -> false);
    }

    /** Attempts count from the last one that got any further. */
    private RestAnswer repeated(Call call, Headway headway) {
        for (int attempt = 1;; attempt++) {
            Optional<Duration> delay;
            String reason;
            try {
                RestAnswer answer = call.run();
                delay = Retries.isPassing(answer.status()) ? retries.delay(attempt, seconds(answer)) : Optional.empty();
                if (delay.isEmpty()) {
                    return answer;
                }
                reason = answer.message();
            } catch (IOException away) {
                attempt = headway.made() ? 1 : attempt;
                delay = mayComeBack(away) ? retries.delay(attempt, OptionalLong.empty()) : Optional.empty();
                if (delay.isEmpty()) {
                    throw CommandFailure.away(away);
                }
                reason = away.getMessage();
            }
            if (attempt == 2) {
                note.accept(reason + "; trying again.");
            }
            pause.of(delay.get());
        }
    }

    private boolean mayComeBack(IOException away) {
        return !Thread.currentThread().isInterrupted() && (retries.whenRefused() || !(away.getCause() instanceof ConnectException));
    }

    private static OptionalLong seconds(RestAnswer answer) {
        try {
            return OptionalLong.of(Long.parseLong(answer.header("Retry-After").strip()));
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }
}
