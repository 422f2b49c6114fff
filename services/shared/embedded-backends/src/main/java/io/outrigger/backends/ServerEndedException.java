package io.outrigger.backends;

/** A server that ended instead of starting, with its own last complaint: what other people's programs say is all there is to go by. */
final class ServerEndedException extends BackendException {
    private static final long serialVersionUID = 1L;

    private final String complaint;

    /**
     * @param message one whole sentence, with its full stop
     * @param complaint the last line of its log that is one
     */
    ServerEndedException(String message, String complaint) {
        super(message);
        this.complaint = complaint;
    }

    String complaint() {
        return complaint;
    }
}
