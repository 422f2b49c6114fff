package io.outrigger.metadata.storage;

import static java.util.Objects.requireNonNull;

import io.outrigger.registry.Adapter;
import io.outrigger.registry.AdapterWords;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ClassificationAdapter.Activation;
import java.util.List;
import java.util.Optional;

/** The column {@code adapter}: either part is missing where the adapter has none. */
record StoredAdapter(StoredImage image, Classification classification) {

    record Classification(String tensor, List<String> labels, String activation) {

        Classification {
            requireNonNull(tensor, "tensor");
            requireNonNull(labels, "labels");
        }

        static Classification of(ClassificationAdapter adapter) {
            return new Classification(adapter.tensor(), adapter.labels(), AdapterWords.word(adapter.activation()));
        }

        ClassificationAdapter adapter() {
            return new ClassificationAdapter(tensor, labels, choice(activation, Activation.NONE));
        }
    }

    static StoredAdapter of(Adapter adapter) {
        return new StoredAdapter(
                adapter.image().map(StoredImage::of).orElse(null), adapter.classification().map(Classification::of).orElse(null));
    }

    Adapter adapter() {
        return new Adapter(
                Optional.ofNullable(image).map(StoredImage::adapter), Optional.ofNullable(classification).map(Classification::adapter));
    }

    /** What a word says; the choice that changes nothing where it is missing. */
    static <E extends Enum<E>> E choice(String word, E standard) {
        return word == null ? standard : AdapterWords.choice(standard.getDeclaringClass(), word);
    }
}
