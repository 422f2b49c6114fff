package io.outrigger.metadata.models;

import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Strategy;
import java.util.Arrays;
import java.util.Optional;

/** Reads what the bodies of requests say of a model itself. */
public final class ModelJson {

    private static final int DESCRIPTION_CHARACTERS_MAX = 2_000;

    private ModelJson() {
    }

    static Models.Change readChange(JsonObject json) {
        var change = new Models.Change(description(json), strategy(json), batching(json), capture(json),
                json.text("default_alias", 100));
        json.refuseOthers();
        return change;
    }

    public static Optional<String> description(JsonObject json) {
        return json.text("description", DESCRIPTION_CHARACTERS_MAX);
    }

    public static Optional<Strategy> strategy(JsonObject json) {
        return json.choice("strategy", Arrays.stream(Strategy.values()).map(Strategy::text).toList(), Strategy::ofText);
    }

    public static Optional<Batching> batching(JsonObject json) {
        return json.choice("batching", Arrays.stream(Batching.values()).map(Batching::text).toList(), Batching::ofText);
    }

    public static Optional<Capture> capture(JsonObject json) {
        return json.object("capture").map(CaptureJson::read);
    }
}
