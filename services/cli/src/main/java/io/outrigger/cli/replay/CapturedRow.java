package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A captured request, as far as it is kept in memory.
 *
 * @param version that answered it
 * @param answer empty where the model's outputs are not kept
 */
record CapturedRow(String version, Optional<RowAnswer> answer) {

    static CapturedRow of(JsonNode record) {
        return new CapturedRow(record.path("version").asText(),
                record.has("outputs") ? Optional.of(RowAnswer.of(record)) : Optional.empty());
    }
}
