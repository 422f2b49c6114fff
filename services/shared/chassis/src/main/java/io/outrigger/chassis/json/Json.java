package io.outrigger.chassis.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Documents of ours: records, which are written as they are, and trees where only some of what is read matters. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .build();

    private Json() {
    }

    /** A document as text in UTF-8. */
    public static byte[] bytes(Object document) {
        try {
            return MAPPER.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document as {@link #bytes} would write it, for who looks at its fields. */
    public static JsonNode tree(Object document) {
        return MAPPER.valueToTree(document);
    }

    /** What a text says, whoever wrote it; a missing node where it is empty. */
    public static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    /** The value of a field that says something; null, which leaves it out, where it has its standard. */
    public static <T> T unless(T standard, T value) {
        return value.equals(standard) ? null : value;
    }
}
