package io.outrigger.metadata.storage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.registry.Adapter;
import java.io.UncheckedIOException;

/**
 * Signatures and adapters as the columns of JSON hold them, whatever callers may send or are answered.
 *
 * <p>Every row that was ever written is read, and while instances are replaced one after the other an older one reads what a newer one
 * wrote. So a field that is not known is skipped, and one that is missing has the value that changes nothing. A word that is not known
 * fails: a picture is not made into a tensor in another way than was registered. Otherwise what is stored is believed.
 */
public final class StoredForm {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoredForm() {
    }

    public static String write(Signature signature) {
        return text(StoredSignature.of(signature));
    }

    public static String write(Adapter adapter) {
        return text(StoredAdapter.of(adapter));
    }

    public static Signature signature(String column) {
        return read(column, StoredSignature.class).signature();
    }

    public static Adapter adapter(String column) {
        return read(column, StoredAdapter.class).adapter();
    }

    private static String text(Record stored) {
        try {
            return JSON.writeValueAsString(stored);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends Record> T read(String column, Class<T> form) {
        try {
            return JSON.readValue(column, form);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
