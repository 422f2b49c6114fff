package io.outrigger.gateway.capture;

import java.util.Locale;

/** What became of a request that its model's share took. */
enum CaptureOutcome {
    /** It is in S3. */
    WRITTEN,
    /** There was no room, or it could not be stored in time. */
    DROPPED,
    /** The model had its number for this minute. */
    LIMITED,
    TOO_LARGE,
    /** A job cannot ask it: it has parameters, or values that JSON has no words for. */
    UNSUPPORTED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
