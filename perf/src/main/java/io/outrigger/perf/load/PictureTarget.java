package io.outrigger.perf.load;

import io.outrigger.client.RestClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/infer} with a picture, over kept connections: what an application sends that knows nothing of tensors. */
public final class PictureTarget implements Target {
    private final String name;
    private final RestClient client;
    private final HttpRequest request;

    public PictureTarget(String name, String gateway, String token, String model, String version, Picture picture) {
        this.name = name;
        this.client = RestClient.of(gateway).as(token);
        this.request = client.json("POST", "/v1/infer", """
                {"model":"%s","version":"%s","input":{"image":"%s"}}"""
                .formatted(model, version, Base64.getEncoder().encodeToString(picture.file())));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<Void> ask() {
        return client.sendAsync(request).thenCompose(answer -> answer.succeeded() ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new IOException(answer.toString())));
    }

    @Override
    public void close() {
        client.close();
    }
}
