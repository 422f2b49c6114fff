package io.outrigger.mesh;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Questions to management ports on this machine. */
final class LocalHttp {
    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private LocalHttp() {
    }

    /** An answer; status 0 where nobody listens yet. */
    record Answer(int status, String text) {
    }

    static Answer get(int port, String path) {
        return send(HttpRequest.newBuilder(URI.create("http://" + Loopback.HOST + ":" + port + path)).build());
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException nobody) {
            return new Answer(0, nobody.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
