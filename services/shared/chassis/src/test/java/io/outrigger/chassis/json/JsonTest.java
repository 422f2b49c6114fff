package io.outrigger.chassis.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    private record Part(String nameInFull, Long artifactSha256, Boolean optional) {
    }

    private record Whole(int sizeMax, double ratio, List<Part> parts, Map<String, String> wordsByName) {
    }

    @Test
    void componentsAreFieldsInTheirOrderAndNullIsLeftOut() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("zUpper", "é \"quoted\"");
        words.put("a", "");
        List<Part> parts = List.of(new Part("x", 7L, Json.unless(false, true)), new Part("y", null, Json.unless(false, false)));
        Whole whole = new Whole(3, 0.5, parts, words);
        String expected = """
                {"size_max":3,"ratio":0.5,"parts":[{"name_in_full":"x","artifact_sha256":7,"optional":true},{"name_in_full":"y"}],\
                "words_by_name":{"zUpper":"é \\"quoted\\"","a":""}}""";

        assertThat(new String(Json.bytes(whole), StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(Json.tree(whole)).hasToString(expected);
    }

    @Test
    void whatIsReadSaysWhatItSaysAndNothingIsMissing() throws Exception {
        JsonNode read = Json.parse("""
                {"a":[1,"two"]}""".getBytes(StandardCharsets.UTF_8));

        assertThat(read.at("/a/1").asText()).isEqualTo("two");
        assertThat(Json.parse(new byte[0]).isMissingNode()).isTrue();
    }
}
