package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Reads signatures in the bodies of requests. */
public final class SignatureJson {

    private static final int TENSORS_MAX = 64;
    private static final int NAME_CHARACTERS_MAX = 256;
    private static final int RANK_MAX = 16;
    private static final int BATCH_MAX = 1_000_000;
    private static final long TIMEOUT_MS_MAX = Duration.ofHours(1).toMillis();
    private static final Map<String, Datatype> DATATYPES =
            Arrays.stream(Datatype.values()).collect(Collectors.toUnmodifiableMap(Datatype::name, datatype -> datatype));

    private SignatureJson() {
    }

    /** Reads a signature; whether it makes sense is {@link SignatureRules}' to say. */
    public static Signature read(JsonObject json) {
        var signature = new Signature(
                tensors(json, "inputs", true),
                tensors(json, "outputs", false),
                (int) json.integer("max_batch_size", 0, BATCH_MAX).orElse(0),
                duration(json.integer("default_timeout_ms", 1, TIMEOUT_MS_MAX)),
                duration(json.integer("latency_target_ms", 1, TIMEOUT_MS_MAX)));
        json.refuseOthers();
        return signature;
    }

    private static List<TensorSpec> tensors(JsonObject json, String field, boolean input) {
        return json.objects(field, TENSORS_MAX).orElseThrow(() -> json.missing(field)).stream()
                .map(tensor -> tensor(tensor, input))
                .toList();
    }

    private static TensorSpec tensor(JsonObject json, boolean input) {
        var tensor = new TensorSpec(
                json.requiredText("name", NAME_CHARACTERS_MAX),
                json.choice("datatype", DATATYPES.keySet().stream().sorted().toList(), word -> Optional.ofNullable(DATATYPES.get(word)))
                        .orElseThrow(() -> json.missing("datatype")),
                json.integers("shape", RANK_MAX, -1, Integer.MAX_VALUE).orElseThrow(() -> json.missing("shape")),
                json.flag("optional").orElse(false));
        if (tensor.optional() && !input) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field " + Quote.of(json.path("optional")) + " is for inputs; an output cannot be left out.");
        }
        json.refuseOthers();
        return tensor;
    }

    private static Optional<Duration> duration(OptionalLong millis) {
        return millis.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(millis.getAsLong()));
    }
}
