package io.outrigger.metadata.limits;

/**
 * What a limit is for.
 *
 * @param name the tenant's, as tokens have it, or the model's
 */
public record Limited(Kind kind, String name) {

    /** All requests of a tenant together, or all to a model together. */
    public enum Kind {
        TENANT("tenant"),
        MODEL("model");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word that the store uses. */
        String text() {
            return text;
        }
    }
}
