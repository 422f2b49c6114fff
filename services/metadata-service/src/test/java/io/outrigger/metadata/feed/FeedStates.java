package io.outrigger.metadata.feed;

import io.outrigger.registry.Batching;
import io.outrigger.registry.Model;
import io.outrigger.registry.Strategy;
import io.outrigger.registryview.RegistrySnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** States for tests: revision n made model "m-n", by the write "w-n" or by one of another history. */
public final class FeedStates {

    private FeedStates() {
    }

    public static FeedState of(String registry, long revision, int logged) {
        return of(registry, revision, logged, "w");
    }

    /** @param history the writes are called after it */
    public static FeedState of(String registry, long revision, int logged, String history) {
        Map<String, Model> models = LongStream.rangeClosed(1, revision)
                .mapToObj(FeedStates::model)
                .collect(Collectors.toMap(Model::name, Function.identity()));
        List<Change> log = LongStream.rangeClosed(revision - logged + 1, revision)
                .mapToObj(number -> new Change(number, Change.Entity.MODEL, "m-" + number, history + "-" + number))
                .toList();
        String writeId = revision == 0 ? "" : history + "-" + revision;
        return FeedState.of(new FeedHead(registry, revision, writeId), new RegistrySnapshot(revision, models, Map.of()), log);
    }

    static Model model(long revision) {
        return Model.of("m-" + revision, "made for a test, with a description that takes some room in a message",
                Model.STABLE, Strategy.ROUND_ROBIN, Batching.ON, List.of(), List.of(), revision);
    }
}
