package io.outrigger.metadata.signatures;

import io.outrigger.registry.Adapter;
import io.outrigger.registry.AdapterWords;
import io.outrigger.registry.ClassificationAdapter;
import java.util.List;

/** An adapter as it is answered. */
public record AdapterDocument(ImageDocument image, Classification classification) {

    record Classification(String tensor, List<String> labels, String activation) {

        static Classification of(ClassificationAdapter classification) {
            return new Classification(
                    classification.tensor(), classification.labels(), AdapterWords.word(classification.activation()));
        }
    }

    public static AdapterDocument of(Adapter adapter) {
        return new AdapterDocument(
                adapter.image().map(ImageDocument::of).orElse(null), adapter.classification().map(Classification::of).orElse(null));
    }
}
