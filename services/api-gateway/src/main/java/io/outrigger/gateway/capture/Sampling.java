package io.outrigger.gateway.capture;

import io.outrigger.chassis.digest.Sha256;
import java.nio.ByteBuffer;

/** Which requests belong to a share: decided by their ids, so that whoever asks comes to the same answer. */
final class Sampling {

    private static final double POSITIVE_LONGS = 0x1p63;

    private Sampling() {
    }

    /** Whether the request is in the share; one that is in a share is in every larger one. */
    static boolean isIn(double share, String model, String id) {
        return (ByteBuffer.wrap(Sha256.of(model + '\n' + id)).getLong() & Long.MAX_VALUE) / POSITIVE_LONGS < share;
    }
}
