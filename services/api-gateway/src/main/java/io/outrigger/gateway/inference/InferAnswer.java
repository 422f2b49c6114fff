package io.outrigger.gateway.inference;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.Phases;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The answer of {@code POST /v1/infer}, written. */
final class InferAnswer {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<Phase> ALWAYS_SHOWN = Set.of(Phase.AUTH, Phase.VALIDATE, Phase.ROUTE, Phase.QUEUE, Phase.BACKEND);

    private InferAnswer() {
    }

    static byte[] write(ModelInferResponse answer, String id, Target target, int classesMax, Phases phases) {
        long number = versionNumber(answer, target);
        Optional<Version> version = target.model().version(number);
        var body = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(body, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("model", target.model().name());
            json.writeStringField("version", VersionNumber.text(number));
            json.writeStringField("digest", version.flatMap(Version::artifactSha256).map(sha -> "sha256:" + sha).orElse(null));
            json.writeFieldName("outputs");
            InferResponseJson.writeOutputs(json, answer);
            List<Classification> classes = version.flatMap(known -> known.adapter().classification())
                    .map(adapter -> Classification.of(answer, adapter, classesMax)).orElse(List.of());
            if (!classes.isEmpty()) {
                classification(json, classes);
            }
            timing(json, phases);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body.toByteArray();
    }

    /** The version that answered; only a split fleet can differ from what was resolved. */
    private static long versionNumber(ModelInferResponse answer, Target target) {
        String said = answer.getModelVersion();
        return !target.pinned() && said.matches("[1-9][0-9]{0,8}") ? Long.parseLong(said) : target.version().number();
    }

    private static void classification(JsonGenerator json, List<Classification> classes) throws IOException {
        json.writeArrayFieldStart("classification");
        for (Classification one : classes) {
            json.writeStartObject();
            json.writeStringField("label", one.label());
            json.writeNumberField("score", one.score());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void timing(JsonGenerator json, Phases phases) throws IOException {
        json.writeObjectFieldStart("timing_ms");
        for (Phase phase : Phase.values()) {
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
