package io.outrigger.perf;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/infer} with a picture, over kept connections: what an application sends that knows nothing of tensors. */
final class PictureTarget implements Target {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final String name;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpRequest request;

    PictureTarget(String name, String gateway, String token, String model, String version, Picture picture) {
        this.name = name;
        this.request = HttpRequest.newBuilder(URI.create(gateway + "/v1/infer"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"version\":\"" + version
                        + "\",\"input\":{\"image\":\"" + Base64.getEncoder().encodeToString(picture.file()) + "\"}}"))
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<Void> ask() {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenCompose(answer -> answer.statusCode() == OK
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IOException(answer.statusCode() + " " + answer.body())));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
