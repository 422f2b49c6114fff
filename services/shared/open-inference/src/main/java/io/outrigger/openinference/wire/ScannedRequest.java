package io.outrigger.openinference.wire;

/** A ModelInferRequest in the bytes that came, with what {@link RequestScanner} found in them. Immutable. */
public final class ScannedRequest {

    private final WireMessage message;
    private final RequestHead head;
    private final FieldPlaces places;

    ScannedRequest(WireMessage message, RequestHead head, FieldPlaces places) {
        this.message = message;
        this.head = head;
        this.places = places;
    }

    public WireMessage message() {
        return message;
    }

    public RequestHead head() {
        return head;
    }

    /** Where everything lies but the id, the raw contents and what is not known. */
    FieldPlaces places() {
        return places;
    }
}
