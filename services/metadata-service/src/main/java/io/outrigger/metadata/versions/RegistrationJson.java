package io.outrigger.metadata.versions;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.metadata.fleets.FleetAddress;
import io.outrigger.metadata.models.ModelJson;
import io.outrigger.metadata.signatures.AdapterJson;
import io.outrigger.metadata.signatures.SignatureJson;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Names;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.VersionNumber;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the body of a registration. */
final class RegistrationJson {

    private static final int FLEETS_MAX = 16;
    private static final int TEXT_CHARACTERS_MAX = 300;
    private static final Pattern FRAMEWORK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("(?:sha256:)?([0-9a-f]{64})");

    private RegistrationJson() {
    }

    /** Reads the body of {@code POST /v1/models}, or of {@code POST /v1/models/{m}/versions} where the path names the model. */
    static Registration read(JsonObject json, Optional<String> modelOfPath) {
        String model = modelOfPath.isPresent() ? modelOfPath.get() : json.requiredText("name", TEXT_CHARACTERS_MAX);
        Names.model(model);
        long number = VersionNumber.parse(json.textOrInteger("version", TEXT_CHARACTERS_MAX).orElseThrow(() -> json.missing("version")));
        var registration = new Registration(
                model,
                number,
                framework(json),
                digest(json),
                json.object("signature").map(SignatureJson::read),
                json.object("adapter").map(AdapterJson::read).orElse(Adapter.NONE),
                json.text("endpoint", TEXT_CHARACTERS_MAX).map(text -> FleetAddress.read("endpoint", text)),
                fleets(json),
                json.object("served_as").flatMap(served -> servedAs(served, model, number)),
                modelOfPath.isPresent(),
                newModel(json, model));
        json.refuseOthers();
        return registration;
    }

    private static Model newModel(JsonObject json, String name) {
        return Model.of(
                name,
                ModelJson.description(json).orElse(""),
                json.text("default_alias", TEXT_CHARACTERS_MAX).map(Names::alias).orElse(Model.STABLE),
                ModelJson.strategy(json).orElse(Strategy.ROUND_ROBIN),
                ModelJson.batching(json).orElse(Batching.ON),
                List.of(), List.of(), 0).capturing(ModelJson.capture(json).orElse(Capture.OFF));
    }

    /** What is left out is as registered; all as registered is nothing to remember. */
    private static Optional<ServedAs> servedAs(JsonObject json, String model, long number) {
        String served = json.text("model", TEXT_CHARACTERS_MAX).orElse(model);
        if (!ServedAs.isModel(served)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(json.path("model")) + " must be 1 to "
                    + ServedAs.MODEL_CHARACTERS_MAX + " printable ASCII characters without spaces; found " + Quote.of(served) + ".");
        }
        long version = json.textOrInteger("version", TEXT_CHARACTERS_MAX).map(VersionNumber::parse).orElse(number);
        json.refuseOthers();
        return served.equals(model) && version == number ? Optional.empty() : Optional.of(new ServedAs(served, version));
    }

    private static String framework(JsonObject json) {
        String framework = json.requiredText("framework", TEXT_CHARACTERS_MAX);
        if (!FRAMEWORK.matcher(framework).matches()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'framework' must be 1 to 64 letters, digits, spaces and . _ + -, such as "
                    + "'onnx'; found " + Quote.of(framework) + ".");
        }
        return framework;
    }

    private static Optional<String> digest(JsonObject json) {
        Optional<String> sha256 = digest(json, "artifact_sha256");
        Optional<String> digest = digest(json, "digest");
        if (sha256.isPresent() && digest.isPresent() && !sha256.equals(digest)) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Fields 'artifact_sha256' and 'digest' are two names for one thing; they differ.");
        }
        return sha256.or(() -> digest);
    }

    private static Optional<String> digest(JsonObject json, String field) {
        return json.text(field, TEXT_CHARACTERS_MAX).map(text -> {
            var matcher = SHA256.matcher(text.toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(field)
                        + " must be a SHA-256 as 64 hexadecimal digits; found "
                        + Quote.of(text) + ".");
            }
            return matcher.group(1);
        });
    }

    private static List<String> fleets(JsonObject json) {
        Optional<List<String>> given = json.texts("fleets", FLEETS_MAX, TEXT_CHARACTERS_MAX);
        if (given.isPresent() && json.has("endpoint")) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Fields 'endpoint' and 'fleets' both say where the version runs; give one.");
        }
        if (given.isPresent() && (given.get().isEmpty() || given.get().stream().distinct().count() < given.get().size())) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'fleets' must name at least one fleet, and each once.");
        }
        return given.map(names -> names.stream().map(Names::fleet).sorted().toList())
                .orElse(json.has("endpoint") ? List.of() : List.of(Fleet.DEFAULT));
    }
}
