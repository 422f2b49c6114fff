package io.outrigger.gateway.inference;

/** What answers are, in the words of a Content-Type. */
public final class MediaType {

    public static final String JSON = "application/json";
    public static final String BINARY = "application/octet-stream";

    private MediaType() {
    }
}
