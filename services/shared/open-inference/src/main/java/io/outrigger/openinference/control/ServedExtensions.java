package io.outrigger.openinference.control;

import java.util.List;

/** What server metadata says of the protocol's extensions; the same everywhere, since every hop passes on what the last one does. */
public final class ServedExtensions {

    /** By Triton's names. {@code model_repository} is without its {@code (unload_dependents)}. */
    public static final List<String> NAMES = List.of("classification", "model_repository", "schedule_policy", "model_configuration",
            "binary_tensor_data", "parameters", "statistics");

    private ServedExtensions() {
    }
}
