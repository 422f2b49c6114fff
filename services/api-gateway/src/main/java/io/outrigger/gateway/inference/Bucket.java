package io.outrigger.gateway.inference;

import io.outrigger.chassis.digest.Sha256;
import java.nio.ByteBuffer;

/** A number from 0 to 99 that stays the same for a model and a key, and differs between models for the same key. */
final class Bucket {

    private static final int BUCKETS = 100;

    private Bucket() {
    }

    static int of(String model, String stickyKey) {
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(Sha256.of(model + '\n' + stickyKey)).getLong(), BUCKETS);
    }
}
