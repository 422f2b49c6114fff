package io.outrigger.modelserver.repository;

/**
 * What the repository says about one version of one model.
 *
 * @param version a decimal number; empty for a model of which no version is known
 * @param state   READY, UNAVAILABLE, LOADING, UNLOADING; empty when it was never loaded
 * @param reason  why it is not ready; of a version that is, what people should know about it, mostly nothing
 */
public record IndexEntry(String name, String version, String state, String reason) {

    static IndexEntry neverLoaded(String name) {
        return new IndexEntry(name, "", "", "");
    }

    IndexEntry withReason(String other) {
        return new IndexEntry(name, version, state, other);
    }

    public boolean isReady() {
        return state.equals("READY");
    }
}
