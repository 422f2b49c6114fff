package io.outrigger.modelserver.runtime;

/**
 * The runtime's refusal of one call, or of a model file.
 *
 * @see #isInputFault()
 */
public final class RuntimeFailure extends Exception {

    private final boolean inputFault;
    private final boolean stopped;

    RuntimeFailure(String message, boolean inputFault, Throwable cause) {
        this(message, inputFault, false, cause);
    }

    private RuntimeFailure(String message, boolean inputFault, boolean stopped, Throwable cause) {
        super(message, cause);
        this.inputFault = inputFault;
        this.stopped = stopped;
    }

    /** A run that was ended by its {@link StopSignal}. */
    static RuntimeFailure stopped(Throwable cause) {
        return new RuntimeFailure("the run was ended, since nobody waits for it", false, true, cause);
    }

    /** Whether the run was ended from outside, which says nothing about the model or what it was given. */
    public boolean isStopped() {
        return stopped;
    }

    /** Whether the runtime blames what it was given, such as an index outside a table, and not itself. */
    public boolean isInputFault() {
        return inputFault;
    }
}
