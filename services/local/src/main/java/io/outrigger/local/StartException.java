package io.outrigger.local;

/** The platform cannot start, said in one sentence for the person at the terminal: what is wrong, where, and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param sentence a whole one, with its full stop */
    public StartException(String sentence) {
        super(sentence);
    }

    public StartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
