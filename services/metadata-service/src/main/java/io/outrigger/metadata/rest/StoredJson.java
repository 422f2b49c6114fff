package io.outrigger.metadata.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Documents of ours as JSON text: what is stored and what is answered. */
public final class StoredJson {

    private StoredJson() {
    }

    public static String write(Map<String, Object> document) {
        return new String(writeBytes(document), StandardCharsets.UTF_8);
    }

    public static byte[] writeBytes(Map<String, Object> document) {
        try {
            return JsonObject.JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #write} wrote, to be read field by field. */
    public static JsonObject read(String text) {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
