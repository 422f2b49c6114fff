package io.outrigger.modelserver.repository;

/**
 * What the repository says about one version of one model.
 *
 * @param version a decimal number; empty for a model of which no version is known
 * @param state   READY, UNAVAILABLE, LOADING, UNLOADING; empty when it was never loaded
 * @param reason  why it is not ready; empty when it is
 */
public record IndexEntry(String name, String version, String state, String reason) {

    static IndexEntry neverLoaded(String name) {
        return new IndexEntry(name, "", "", "");
    }

    public boolean isReady() {
        return state.equals("READY");
    }
}
