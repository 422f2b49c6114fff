package io.outrigger.intake.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An answer as it is told to whoever asked.
 *
 * @param version the number of the version that answered
 * @param digest {@code sha256:} and the digest of what computed it, where that is known
 * @param labels best first; none where the version has no adapter for them
 */
public record InferAnswer(String model, long version, Optional<String> digest, ModelInferResponse outputs, List<ScoredLabel> labels) {

    /** @param labelsMax how many labels are told */
    public static InferAnswer of(ModelInferResponse answer, Resolution meant, int labelsMax) {
        long number = versionNumber(answer, meant);
        Optional<Version> version = meant.model().version(number);
        return new InferAnswer(meant.model().name(), number,
                version.flatMap(Version::artifactSha256).map(sha -> "sha256:" + sha), answer,
                version.flatMap(known -> known.adapter().classification())
                        .map(adapter -> ScoredLabel.of(answer, adapter, labelsMax)).orElse(List.of()));
    }

    /** The version that answered; only a split fleet can differ from what was resolved. */
    private static long versionNumber(ModelInferResponse answer, Resolution meant) {
        long resolved = meant.version().number();
        return meant.pinned() ? resolved : VersionNumber.number(answer.getModelVersion()).orElse(resolved);
    }

    /** Writes which request was answered by what, and not what the answer was. */
    public void writeWho(JsonGenerator json, String id) throws IOException {
        json.writeStringField("id", id);
        json.writeStringField("model", model);
        json.writeStringField("version", VersionNumber.text(version));
        json.writeStringField("digest", digest.orElse(null));
    }

    /** Writes the answer's fields into the object that is open, which the caller may have more to say in. */
    public void writeFields(JsonGenerator json, String id) throws IOException {
        writeWho(json, id);
        json.writeFieldName("outputs");
        InferResponseJson.writeOutputs(json, outputs);
        if (!labels.isEmpty()) {
            json.writeArrayFieldStart("classification");
            for (ScoredLabel one : labels) {
                json.writeStartObject();
                json.writeStringField("label", one.label());
                json.writeNumberField("score", one.score());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }
}
