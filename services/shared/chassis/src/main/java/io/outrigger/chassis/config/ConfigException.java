package io.outrigger.chassis.config;

import java.util.List;

/** Settings that cannot be used: every error at once, so that one restart is enough to mend them. */
public final class ConfigException extends RuntimeException {

    private final List<String> errors;

    public ConfigException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /** One sentence an error, each beginning with the setting's name. */
    public List<String> errors() {
        return errors;
    }
}
