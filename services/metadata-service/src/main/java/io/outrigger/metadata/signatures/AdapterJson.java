package io.outrigger.metadata.signatures;

import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.AdapterWords;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import java.util.Arrays;
import java.util.List;

/** Reads adapters in the bodies of requests; what may be left out gets the value that changes nothing. */
public final class AdapterJson {

    static final int NAME_CHARACTERS_MAX = 256;
    private static final int LABELS_MAX = 10_000;
    private static final int LABEL_CHARACTERS_MAX = 200;

    private AdapterJson() {
    }

    /** Reads an adapter; whether it fits its signature is {@link AdapterRules}' to say. */
    public static Adapter read(JsonObject json) {
        var adapter = new Adapter(
                json.object("image").map(ImageAdapterJson::read), json.object("classification").map(AdapterJson::classification));
        json.refuseOthers();
        return adapter;
    }

    private static ClassificationAdapter classification(JsonObject json) {
        var classification = new ClassificationAdapter(
                json.requiredText("tensor", NAME_CHARACTERS_MAX),
                json.texts("labels", LABELS_MAX, LABEL_CHARACTERS_MAX).orElseThrow(() -> json.missing("labels")),
                choice(json, "activation", Activation.NONE));
        json.refuseOthers();
        return classification;
    }

    static <E extends Enum<E>> E choice(JsonObject json, String field, E standard) {
        List<E> choices = Arrays.asList(standard.getDeclaringClass().getEnumConstants());
        return json.choice(field, choices.stream().map(AdapterWords::word).toList(),
                        text -> choices.stream().filter(choice -> AdapterWords.word(choice).equals(text)).findFirst())
                .orElse(standard);
    }
}
