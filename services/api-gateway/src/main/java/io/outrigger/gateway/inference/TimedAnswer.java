package io.outrigger.gateway.inference;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.Phases;
import io.outrigger.intake.answer.InferAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** The body that answers {@code POST /v1/infer}: the answer, and how long each step to it took. */
final class TimedAnswer {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<Phase> ALWAYS_SHOWN = Set.of(Phase.AUTH, Phase.VALIDATE, Phase.ROUTE, Phase.QUEUE, Phase.BACKEND);

    private TimedAnswer() {
    }

    static byte[] write(Supplier<InferAnswer> answer, String id, Phases phases) {
        var body = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(body, JsonEncoding.UTF8)) {
            try (var _ = phases.start(Phase.ENCODE)) {
                json.writeStartObject();
                answer.get().writeFields(json, id);
            }
            timing(json, phases);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toByteArray();
    }

    private static void timing(JsonGenerator json, Phases phases) throws IOException {
        json.writeObjectFieldStart("timing_ms");
        for (Phase phase : Phase.ALL) {
            if (phases.nanos(phase) > 0 || ALWAYS_SHOWN.contains(phase)) {
                json.writeFieldName(phase.label());
                json.writeNumber(milliseconds(phases.nanos(phase)));
            }
        }
        json.writeFieldName("total");
        json.writeNumber(milliseconds(phases.totalNanos()));
        json.writeEndObject();
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
    }
}
