package io.outrigger.backends;

/** The state directory belongs to another run that has not ended; it may be free in a moment. */
public final class DirectoryInUseException extends BackendException {
    private static final long serialVersionUID = 1L;

    /** @param message one whole sentence, with its full stop */
    DirectoryInUseException(String message) {
        super(message);
    }
}
