package io.outrigger.batchworker.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrigger.batchworker.job.JobFault;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Metadata and faults as the columns of JSON hold them; a field that a newer instance wrote is skipped. */
final class StoredJson {

    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() { };
    private static final TypeReference<List<JobFault>> FAULTS = new TypeReference<>() { };
    private static final String NO_METADATA = "{}";
    private static final String NO_FAULTS = "[]";

    private StoredJson() {
    }

    static String metadata(Map<String, String> metadata) {
        return metadata.isEmpty() ? NO_METADATA : text(metadata);
    }

    static Map<String, String> metadata(String column) {
        return column.equals(NO_METADATA) ? Map.of() : read(column, METADATA);
    }

    static String faults(List<JobFault> faults) {
        return faults.isEmpty() ? NO_FAULTS : text(faults);
    }

    static List<JobFault> faults(String column) {
        return column.equals(NO_FAULTS) ? List.of() : List.copyOf(read(column, FAULTS));
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(String column, TypeReference<T> type) {
        try {
            return JSON.readValue(column, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
