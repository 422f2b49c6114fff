package io.outrigger.metadata.signatures;

import io.outrigger.metadata.rest.JsonObject;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Adapters as JSON, in both directions; what may be left out gets the value that changes nothing. */
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

    public static Map<String, Object> write(Adapter adapter) {
        Map<String, Object> json = new LinkedHashMap<>();
        adapter.image().ifPresent(image -> json.put("image", ImageAdapterJson.write(image)));
        adapter.classification().ifPresent(classification -> json.put("classification", write(classification)));
        return json;
    }

    private static ClassificationAdapter classification(JsonObject json) {
        var classification = new ClassificationAdapter(
                json.requiredText("tensor", NAME_CHARACTERS_MAX),
                json.texts("labels", LABELS_MAX, LABEL_CHARACTERS_MAX).orElseThrow(() -> json.missing("labels")),
                constant(json, "activation", Activation.NONE, AdapterJson::word));
        json.refuseOthers();
        return classification;
    }

    private static Map<String, Object> write(ClassificationAdapter classification) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tensor", classification.tensor());
        json.put("labels", classification.labels());
        json.put("activation", word(classification.activation()));
        return json;
    }

    static <E extends Enum<E>> E constant(JsonObject json, String field, E standard, Function<E, String> word) {
        List<E> constants = Arrays.asList(standard.getDeclaringClass().getEnumConstants());
        return json.choice(field, constants.stream().map(word).toList(),
                        text -> constants.stream().filter(constant -> word.apply(constant).equals(text)).findFirst())
                .orElse(standard);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
