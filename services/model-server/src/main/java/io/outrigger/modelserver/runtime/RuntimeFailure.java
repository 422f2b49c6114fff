package io.outrigger.modelserver.runtime;

/**
 * The runtime's refusal of one call, or of a model file.
 *
 * @see #isInputFault()
 */
public final class RuntimeFailure extends Exception {

    private final boolean inputFault;

    RuntimeFailure(String message, boolean inputFault, Throwable cause) {
        super(message, cause);
        this.inputFault = inputFault;
    }

    /** A model that did not do what its file says. */
    public static RuntimeFailure ofModel(String message) {
        return new RuntimeFailure(message, false, null);
    }

    /** Whether the runtime blames what it was given, such as an index outside a table, and not itself. */
    public boolean isInputFault() {
        return inputFault;
    }
}
