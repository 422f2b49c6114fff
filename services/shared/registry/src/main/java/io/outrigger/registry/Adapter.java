package io.outrigger.registry;

import java.util.Optional;

/** What lies between a model's tensors and what people send and want: pictures in, labels out. Either may be absent. */
public record Adapter(Optional<ImageAdapter> image, Optional<ClassificationAdapter> classification) {

    /** Neither pictures nor labels: tensors only. */
    public static final Adapter NONE = new Adapter(Optional.empty(), Optional.empty());
}
