package io.outrigger.openinference.wire;

/** A ModelInferRequest in the bytes that came, with what {@link RequestScanner} found in them. Immutable. */
public final class ScannedRequest {

    /** A map's entry is a message with the key as field 1. */
    private static final int KEY = 1;

    private final WireMessage message;
    private final RequestHead head;
    private final FieldPlaces places;
    private final boolean unknown;

    ScannedRequest(WireMessage message, RequestHead head, FieldPlaces places, boolean unknown) {
        this.message = message;
        this.head = head;
        this.places = places;
        this.unknown = unknown;
    }

    public WireMessage message() {
        return message;
    }

    public RequestHead head() {
        return head;
    }

    /** Where everything lies but the id and what is not known. */
    public FieldPlaces places() {
        return places;
    }

    /** Whether there are fields that are not known. */
    public boolean hasUnknownFields() {
        return unknown;
    }

    /**
     * The name of a parameter of the request, by its index among the places; of a key that is there twice the last counts.
     *
     * @throws WireReader.Malformed when the entry cannot be read
     */
    public String parameterName(int index) {
        String key = "";
        var reader = new WireReader(message, places.value(index), places.end(index));
        while (reader.next()) {
            if (reader.field() == KEY && reader.isLengthDelimited()) {
                key = reader.text();
            } else {
                reader.skip();
            }
        }
        return key;
    }
}
