package io.outrigger.gateway.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * What the orchestrator has told of its lanes, or why it has not.
 *
 * @param silence empty where it has told
 */
record ToldLanes(Map<ServedVersion, BatchFigures> figures, String silence) {

    ToldLanes {
        figures = Map.copyOf(figures);
    }

    static ToldLanes none(String silence) {
        return new ToldLanes(Map.of(), silence);
    }

    boolean told() {
        return silence.isEmpty();
    }

    /** Reads what {@code GET /v1/lanes} of the orchestrator answers; what is missing there is 0. */
    static ToldLanes parse(JsonNode answer) {
        Map<ServedVersion, BatchFigures> figures = new HashMap<>();
        for (JsonNode fleet : answer.path("fleets")) {
            for (JsonNode lane : fleet.path("lanes")) {
                String model = lane.path("model").asText();
                int slash = model.lastIndexOf('/');
                if (slash > 0) {
                    figures.merge(new ServedVersion(fleet.path("fleet").asText(), model.substring(0, slash), model.substring(slash + 1)),
                            lane(lane), BatchFigures::plus);
                }
            }
        }
        return new ToldLanes(figures, "");
    }

    private static BatchFigures lane(JsonNode lane) {
        long rows = 0;
        for (JsonNode call : lane.path("last_calls")) {
            rows += call.path("rows").asLong();
        }
        return new BatchFigures(lane.path("rows_waiting").asLong(), lane.path("job_rows_waiting").asLong(),
                lane.path("calls_in_flight").asLong(), lane.path("slots").asLong(), lane.path("last_calls").size(), rows);
    }
}
