package io.outrigger.backends;

/**
 * A backend that cannot be had, said in one sentence for the person at the terminal: what is wrong, where, and what to do. Print the
 * message as it is; the stack trace adds nothing.
 */
public class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one whole sentence, with its full stop */
    public BackendException(String message) {
        super(message);
    }

    /**
     * @param message one whole sentence, with its full stop
     * @param cause what the operating system said
     */
    public BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
