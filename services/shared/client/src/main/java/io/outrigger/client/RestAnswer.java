package io.outrigger.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A REST answer with its whole body. */
public record RestAnswer(int status, HttpHeaders headers, byte[] bytes) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN_MAX = 2_000;
    private static final int SUCCESS = 2;
    private static final int STATUSES_OF_A_CLASS = 100;

    static RestAnswer of(HttpResponse<byte[]> response) {
        return new RestAnswer(response.statusCode(), response.headers(), response.body());
    }

    public boolean succeeded() {
        return status / STATUSES_OF_A_CLASS == SUCCESS;
    }

    /** The body as JSON; a missing node where it is empty, a text where it is none. */
    public JsonNode json() {
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException noJson) {
            return TextNode.valueOf(text());
        }
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The header's first value; empty where there is none. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** A problem's code; empty where the answer is none. */
    public String code() {
        return json().path("code").asText();
    }

    /** A problem's sentence, or the status where there is none. */
    public String message() {
        return json().path("message").asText("it answered " + status);
    }

    @Override
    public String toString() {
        return status + " " + (bytes.length <= SHOWN_MAX ? text() : text().substring(0, SHOWN_MAX) + "…");
    }
}
