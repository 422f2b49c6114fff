package io.outrigger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** A caller of the REST interfaces with one token. */
final class RestCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer with its body as bytes, and as JSON where it is that. */
    record Answer(int status, byte[] bytes, HttpResponse<byte[]> response) {
        JsonNode json() {
            try {
                return JSON.readTree(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + new String(bytes, 0, Math.min(bytes.length, 2_000), StandardCharsets.UTF_8);
        }
    }

    private final Access access;
    private final String token;

    RestCalls(Access access) {
        this(access, "");
    }

    private RestCalls(Access access, String token) {
        this.access = access;
        this.token = token;
    }

    RestCalls as(String otherToken) {
        return new RestCalls(access, otherToken);
    }

    /** A request to the gateway. */
    HttpRequest.Builder gateway(String path) {
        return request(access.gatewayUrl() + path);
    }

    /** A request to the registry. */
    HttpRequest.Builder registry(String path) {
        return request(access.registryUrl() + path);
    }

    /** A request to the model server. */
    HttpRequest.Builder modelServer(String path) {
        return request(access.modelServerUrl() + path);
    }

    private HttpRequest.Builder request(String url) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(HttpRequest.Builder request) {
        return send(request.GET());
    }

    Answer post(HttpRequest.Builder request, String json) {
        return send(request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** POST /v1/infer with a picture; an empty version leaves the field out. */
    Answer classify(byte[] picture, String version) {
        String chosen = version.isEmpty() ? "" : "\"version\":\"" + version + "\",";
        return post(gateway("/v1/infer"), "{\"model\":\"sample-classifier\"," + chosen + "\"input\":{\"image\":\""
                + Base64.getEncoder().encodeToString(picture) + "\"}}");
    }

    /** The registry's answer to reading an alias of the sample model; its ETag is in the header. */
    Answer alias(String alias) {
        return get(registry("/v1/models/sample-classifier/aliases/" + alias));
    }

    /** @param ifMatch empty for none */
    Answer pointAlias(String alias, String version, String ifMatch) {
        HttpRequest.Builder request = registry("/v1/models/sample-classifier/aliases/" + alias);
        if (!ifMatch.isEmpty()) {
            request.header("If-Match", ifMatch);
        }
        return send(request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString("{\"version\":\"" + version + "\"}")));
    }

    Answer removeAlias(String alias) {
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
