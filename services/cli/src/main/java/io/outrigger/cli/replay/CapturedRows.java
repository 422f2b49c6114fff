package io.outrigger.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.outrigger.cli.outcome.CommandFailure;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Captured requests that are to be run again: their inputs in a file of rows, their answers in memory.
 *
 * @param file of rows, as a job takes them
 * @param byId in the order of the file
 * @param withoutInput that were captured without what was asked, so cannot be run
 */
record CapturedRows(Path file, Map<String, CapturedRow> byId, long withoutInput) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double IDS = 1L << 32;

    /**
     * Reads captures.
     *
     * @param rows where the inputs go
     * @param sample the share of them that is taken, the same at each reading
     */
    static CapturedRows read(Path captures, Path rows, double sample) {
        Map<String, CapturedRow> byId = new LinkedHashMap<>();
        long withoutInput = 0;
        try (BufferedReader reader = Files.newBufferedReader(captures); BufferedWriter writer = Files.newBufferedWriter(rows)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode record = JSON.readTree(line);
                String id = record.path("custom_id").asText();
                if (!isSampled(id, sample)) {
                    continue;
                }
                if (!record.has("input")) {
                    withoutInput++;
                } else if (byId.putIfAbsent(id, CapturedRow.of(record)) == null) {
                    writer.write(JsonNodeFactory.instance.objectNode().put("custom_id", id).set("input", record.get("input")).toString());
                    writer.newLine();
                }
            }
        } catch (IOException failed) {
            throw CommandFailure.file("read or write", captures, failed);
        }
        return new CapturedRows(rows, byId, withoutInput);
    }

    private static boolean isSampled(String id, double sample) {
        CRC32 hash = new CRC32();
        hash.update(id.getBytes(StandardCharsets.UTF_8));
        return hash.getValue() / IDS < sample;
    }
}
