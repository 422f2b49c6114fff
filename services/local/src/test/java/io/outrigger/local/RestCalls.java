package io.outrigger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;

/** A caller of the REST interfaces with one token. */
final class RestCalls {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final RestClient CLIENT = RestClient.of("");

    private final PlatformAccess access;
    private final RestClient client;

    RestCalls(PlatformAccess access) {
        this(access, CLIENT);
    }

    private RestCalls(PlatformAccess access, RestClient client) {
        this.access = access;
        this.client = client;
    }

    RestCalls as(String token) {
        return new RestCalls(access, CLIENT.as(token));
    }

    /** A request to the gateway. */
    HttpRequest.Builder gateway(String path) {
        return client.at(access.gatewayUrl()).request(path);
    }

    /** A request to the registry. */
    HttpRequest.Builder registry(String path) {
        return client.at(access.registryUrl()).request(path);
    }

    /** A request to the model server. */
    HttpRequest.Builder modelServer(String path) {
        return client.at(access.modelServerUrl()).request(path);
    }

    RestAnswer send(HttpRequest.Builder request) {
        try {
            return client.send(request.build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RestAnswer get(HttpRequest.Builder request) {
        return send(request.GET());
    }

    RestAnswer post(HttpRequest.Builder request, String json) {
        return send(request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** POST /v1/infer with a picture; an empty version leaves the field out. */
    RestAnswer classify(byte[] picture, String version) {
        String chosen = version.isEmpty() ? "" : """
                "version":"%s",""".formatted(version);
        return post(gateway("/v1/infer"), """
                {"model":"sample-classifier",%s"input":{"image":"%s"}}"""
                .formatted(chosen, Base64.getEncoder().encodeToString(picture)));
    }

    /** Registers a version whose signature the model server at the endpoint knows. */
    RestAnswer register(String name, String version, String endpoint) {
        return post(registry("/v1/models"), """
                {"name":"%s","version":"%s","framework":"onnx","endpoint":"%s"}""".formatted(name, version, endpoint));
    }

    /** Says whether requests to the sample model may share calls: {@code on} or {@code off}. */
    RestAnswer batching(String word) {
        return send(registry("/v1/models/sample-classifier").header("If-Match", "*").header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("""
                        {"batching":"%s"}""".formatted(word))));
    }

    /** The registry's answer to reading an alias of the sample model; its ETag is in the header. */
    RestAnswer alias(String alias) {
        return get(registry("/v1/models/sample-classifier/aliases/" + alias));
    }

    /** @param ifMatch empty for none */
    RestAnswer pointAlias(String alias, String version, String ifMatch) {
        HttpRequest.Builder request = registry("/v1/models/sample-classifier/aliases/" + alias);
        if (!ifMatch.isEmpty()) {
            request.header("If-Match", ifMatch);
        }
        return send(request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString("""
                {"version":"%s"}""".formatted(version))));
    }

    RestAnswer removeAlias(String alias) {
        return send(registry("/v1/models/sample-classifier/aliases/" + alias).header("If-Match", alias(alias).header("ETag")).DELETE());
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
