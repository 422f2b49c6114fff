package io.outrigger.chassis.server;

/** What one HTTP/2 connection may hand on of what it has sent before others on its thread are heard. For one thread. */
final class ReadTurn {

    /** Fewer than a hundred calls. */
    private static final int FRAMES = 128;
    /** However few frames that were: what has not run before is a hundred times slower. */
    private static final long NANOS = 1_000_000;
    /** For which frames are handed on at once, as far as the last ones tell. */
    private static final long STEP_NANOS = NANOS / 4;
    private static final int FRAMES_OF_THE_FIRST_STEP = 16;

    private int framesLeft = FRAMES;
    private long nanosLeft = NANOS;
    private int framesOfAStep = FRAMES_OF_THE_FIRST_STEP;

    void begin() {
        framesLeft = FRAMES;
        nanosLeft = NANOS;
    }

    boolean isOver() {
        return framesLeft == 0 || nanosLeft <= 0;
    }

    /** Frames that may be handed on at once now. */
    int framesOfAStep() {
        return Math.min(framesLeft, framesOfAStep);
    }

    /** So many frames have begun in a step that took so long. */
    void took(int frames, long nanos) {
        framesLeft -= frames;
        nanosLeft -= nanos;
        if (frames > 0) {
            framesOfAStep = Math.clamp(frames * STEP_NANOS / Math.max(1, nanos), 1, FRAMES);
        }
    }
}
