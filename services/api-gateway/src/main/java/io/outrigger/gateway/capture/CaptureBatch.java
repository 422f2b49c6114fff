package io.outrigger.gateway.capture;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;

/** Records of one model that are stored together. For one thread. */
final class CaptureBatch {

    private final String model;
    private final String id;
    private final Instant oldest;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int records;

    /**
     * @param id no other batch has it, so that storing this one twice keeps it once
     * @param oldest when its first record was answered
     */
    CaptureBatch(String model, String id, Instant oldest) {
        this.model = model;
        this.id = id;
        this.oldest = oldest;
    }

    /** Whether a line that was answered then still belongs to it. */
    boolean takes(Instant time, int lineBytes, Duration ageMax, long bytesMax) {
        return Duration.between(oldest, time).compareTo(ageMax) < 0 && !time.isBefore(oldest)
                && (records == 0 || lines.size() + lineBytes <= bytesMax);
    }

    boolean isDue(Instant now, Duration ageMax) {
        return Duration.between(oldest, now).compareTo(ageMax) >= 0;
    }

    void add(byte[] line) {
        lines.writeBytes(line);
        records++;
    }

    String model() {
        return model;
    }

    String id() {
        return id;
    }

    Instant oldest() {
        return oldest;
    }

    byte[] lines() {
        return lines.toByteArray();
    }

    int bytes() {
        return lines.size();
    }

    int records() {
        return records;
    }
}
