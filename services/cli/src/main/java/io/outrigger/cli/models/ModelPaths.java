package io.outrigger.cli.models;

import io.outrigger.cli.call.ServiceCaller;

/** The registry's addresses. */
final class ModelPaths {
    static final String MODELS = "/v1/models";

    private ModelPaths() {
    }

    static String model(String name) {
        return MODELS + "/" + ServiceCaller.segment(name);
    }

    static String alias(String model, String alias) {
        return model(model) + "/aliases/" + ServiceCaller.segment(alias);
    }
}
