package io.outrigger.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The orchestrator's answer, as it looks, and as it must not be believed to look. */
class ToldLanesTest {

    private static ToldLanes parse(String answer) throws IOException {
        return ToldLanes.parse(Json.parse(answer.getBytes()));
    }

    @Test
    void lanesOfOneVersionAreAddedUp() throws IOException {
        ToldLanes lanes = parse("""
                {"fleets":[{"fleet":"default","lanes_total":2,"lanes":[
                 {"model":"digits/1","rows_waiting":3,"job_rows_waiting":5,"calls_in_flight":1,"slots":2,
                  "last_calls":[{"rows":4},{"rows":2}]},
                 {"model":"digits/1","rows_waiting":1,"calls_in_flight":1,"slots":2,"last_calls":[{"rows":9}]},
                 {"model":"a/b/2","slots":1,"last_calls":[]}]}]}""");

        assertThat(lanes.told()).isTrue();
        assertThat(lanes.figures()).containsOnlyKeys(new ServedVersion("default", "digits", "1"),
                new ServedVersion("default", "a/b", "2"));
        assertThat(lanes.figures().get(new ServedVersion("default", "digits", "1"))).isEqualTo(new BatchFigures(4, 5, 2, 2, 3, 15));
        assertThat(StatusDocument.VersionBatches.of(new BatchFigures(4, 5, 2, 2, 3, 16)).rowsPerCall()).isEqualTo(5.3);
        assertThat(StatusDocument.VersionBatches.of(new BatchFigures(0, 0, 0, 1, 0, 0)).rowsPerCall()).isNull();
    }

    @Test
    void whatIsNoListOfLanesTellsOfNone() throws IOException {
        for (String answer : new String[] {"", "null", "[]", "{}", """
                {"fleets":7}""", """
                {"fleets":[{"lanes":[{"model":7},{},{"model":"/1"},null,"x"]}]}"""}) {
            assertThat(parse(answer).figures()).as(answer).isEmpty();
        }
    }
}
