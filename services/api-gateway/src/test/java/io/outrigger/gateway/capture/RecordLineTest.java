package io.outrigger.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.gateway.testing.Models;
import io.outrigger.registry.Capture;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordLineTest {

    private static final String HEAD = """
            {"custom_id":"c","time":"2026-11-29T06:52:10.123Z",""";
    private static final String WHO = """
            "id":"request-1","model":"sample-classifier","version":"v1","digest":"sha256:%s\"""".formatted(Models.DIGEST);

    private final RecordLine lines = new RecordLine(1);

    @Test
    void binaryTensorsBecomeNumbersAndTheAnswerIsWhatTheCallerWasTold() {
        assertThat(line(Calls.call(Calls.TIME, Calls.ALL, 0.5f, -1))).isEqualTo(HEAD + """
                "input":{"tensors":[{"name":"input","datatype":"FP32","shape":[1,2],"data":[0.5,-1.0]}]},""" + WHO + """
                ,"outputs":[{"name":"probabilities","datatype":"FP32","shape":[1,10],\
                "data":[0.01,0.01,0.01,0.01,0.01,0.01,0.01,0.91,0.01,0.01]}],\
                "classification":[{"label":"7","score":0.9100000262260437}]}
                """);
    }

    @Test
    void aPictureStaysAPicture() {
        var picture = new CapturedInput.Picture(new byte[] {1, 2, 3});
        assertThat(line(new CapturedCall(Calls.TIME, "request-1", Calls.meant(Calls.ALL), picture,
                new CapturedAnswer.Message(Calls.answer()))))
                .startsWith(HEAD + """
                        "input":{"image":"AQID"},""" + WHO);
    }

    @Test
    void whatIsNotToBeKeptIsNotThere() {
        assertThat(line(Calls.call(Calls.TIME, new Capture(1, 1, true, false), 0.5f))).isEqualTo(HEAD + """
                "input":{"tensors":[{"name":"input","datatype":"FP32","shape":[1,1],"data":[0.5]}]},""" + WHO + "}\n");
        assertThat(line(Calls.call(Calls.TIME, new Capture(1, 1, false, true), 0.5f)))
                .startsWith(HEAD + WHO).contains("\"outputs\"").doesNotContain("\"input\"");
    }

    @Test
    void whatJsonCannotSayIsNoRecord() {
        assertThat(lines.write(Calls.call(Calls.TIME, Calls.ALL, 1, Float.NaN), "c")).isEmpty();
        assertThat(lines.write(Calls.call(Calls.TIME, Calls.ALL, Float.NEGATIVE_INFINITY), "c")).isEmpty();
    }

    private String line(CapturedCall call) {
        return new String(lines.write(call, "c").orElseThrow(), StandardCharsets.UTF_8);
    }
}
