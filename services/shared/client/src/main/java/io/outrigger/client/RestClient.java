package io.outrigger.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A caller of one REST port with one token, over kept connections; callers of other ports, or with other tokens, come from it.
 * Headers are given as name, value, name, value, …; safe for several threads.
 */
public final class RestClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FINAL_STATUS_MIN = 200;

    private final HttpClient http;
    private final String url;
    private final Optional<String> token;

    private RestClient(HttpClient http, String url, Optional<String> token) {
        this.http = http;
        this.url = url;
        this.token = token.filter(given -> !given.isEmpty());
    }

    /** A caller without a token; the address is such as {@code http://127.0.0.1:8080}. */
    public static RestClient of(String url) {
        return new RestClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build(), url,
                Optional.empty());
    }

    /** The same caller, over the same connections, with this token; without one where it is empty or null. */
    public RestClient as(String otherToken) {
        return new RestClient(http, url, Optional.ofNullable(otherToken));
    }

    /** The same caller, over the same connections where there are some, of another port. */
    public RestClient at(String otherUrl) {
        return new RestClient(http, otherUrl, token);
    }

    public RestAnswer get(String path, String... headers) throws IOException {
        return send(request("GET", path, BodyPublishers.noBody(), headers));
    }

    public RestAnswer delete(String path, String... headers) throws IOException {
        return send(request("DELETE", path, BodyPublishers.noBody(), headers));
    }

    /** With a body of JSON. */
    public RestAnswer post(String path, String json, String... headers) throws IOException {
        return send(json("POST", path, json, headers));
    }

    /** With a body of JSON. */
    public RestAnswer put(String path, String json, String... headers) throws IOException {
        return send(json("PUT", path, json, headers));
    }

    /** With a body of anything. */
    public RestAnswer send(String method, String path, byte[] body, String... headers) throws IOException {
        return send(request(method, path, BodyPublishers.ofByteArray(body), headers));
    }

    /** A request with a body of JSON, to be sent once or often. */
    public HttpRequest json(String method, String path, String json, String... headers) {
        return HttpRequest.newBuilder(request(method, path, BodyPublishers.ofString(json), headers), (name, value) -> true)
                .header("Content-Type", "application/json").build();
    }

    /**
     * What comes back is an answer, whatever its status.
     *
     * @throws IOException with the address, when nothing comes back
     */
    public RestAnswer send(HttpRequest request) throws IOException {
        return RestAnswer.of(answer(request, BodyHandlers.ofByteArray()));
    }

    private <T> HttpResponse<T> answer(HttpRequest request, BodyHandler<T> body) throws IOException {
        try {
            return http.send(request, body);
        } catch (IOException away) {
            throw new IOException(request.uri() + " does not answer (" + away + ")", away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for " + request.uri(), stopped);
        }
    }

    /**
     * Sends a form with a file, which is asked for before it is sent: who refuses it early is heard.
     *
     * @param patience for the whole of it
     */
    public RestAnswer upload(String path, FileForm form, Duration patience, String... headers) throws IOException {
        HttpRequest request = request("POST", path, form.body(), headers);
        RestAnswer answer = send(HttpRequest.newBuilder(request, (name, value) -> true).header("Content-Type", form.contentType())
                .timeout(patience).expectContinue(true).build());
        if (answer.status() < FINAL_STATUS_MIN) {
            // "Go on" is what the JDK's client gives for an answer where the connection ends while the file is being sent.
            throw new IOException(request.uri() + " broke the upload off (" + answer.text().lines().findFirst().orElse("no answer") + ")");
        }
        return answer;
    }

    /** An answer whose body is read as it comes; whatever its status. */
    public RestStream stream(String path, String... headers) throws IOException {
        HttpResponse<InputStream> answer = answer(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofInputStream());
        return new RestStream(answer.statusCode(), answer.headers(), answer.body());
    }

    /** As {@link #send(HttpRequest)}, without waiting. */
    public CompletableFuture<RestAnswer> sendAsync(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply((HttpResponse<byte[]> answer) -> RestAnswer.of(answer));
    }

    /** A request with the token, to be made what it is to be. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
        token.ifPresent(given -> request.header("Authorization", "Bearer " + given));
        return request;
    }

    private HttpRequest request(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    /** Ends the connections, also those of callers that came from this one. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
