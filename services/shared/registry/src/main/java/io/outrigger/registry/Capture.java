package io.outrigger.registry;

/**
 * How much of a model's traffic is kept, to be run again on another version.
 *
 * @param share of the answered requests, 0 to 1; 0 keeps none
 * @param requestsPerMinute that each gateway keeps at most
 * @param inputs whether what was asked is kept; without it nothing can be run again
 * @param outputs whether what was answered is kept
 */
public record Capture(double share, int requestsPerMinute, boolean inputs, boolean outputs) {

    public static final int REQUESTS_PER_MINUTE = 60;
    public static final int REQUESTS_PER_MINUTE_MAX = 6_000;

    /** Nothing is kept unless a model's owner says so. */
    public static final Capture OFF = new Capture(0, REQUESTS_PER_MINUTE, true, true);

    public Capture {
        if (!(share >= 0 && share <= 1) || requestsPerMinute < 1 || requestsPerMinute > REQUESTS_PER_MINUTE_MAX || !inputs && !outputs) {
            throw new IllegalArgumentException("a capture of " + share + " and " + requestsPerMinute + " a minute");
        }
    }

    public boolean isOff() {
        return share == 0;
    }
}
