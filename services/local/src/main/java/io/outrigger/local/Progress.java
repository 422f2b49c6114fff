package io.outrigger.local;

import java.time.Duration;

/** Whoever wants to hear how the start goes. */
public interface Progress {
    /** Hears nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void up(String part, String details, Duration took) {
            // nobody listens
        }

        @Override
        public void note(String sentence) {
            // nobody listens
        }
    };

    /**
     * A part is up.
     *
     * @param details where it listens or what it found
     */
    void up(String part, String details, Duration took);

    /** Something that is worth knowing and stops nobody. */
    void note(String sentence);
}
