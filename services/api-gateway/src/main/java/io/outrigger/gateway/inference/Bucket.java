package io.outrigger.gateway.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A number from 0 to 99 that stays the same for a model and a key, and differs between models for the same key. */
final class Bucket {

    private static final int BUCKETS = 100;

    private Bucket() {
    }

    static int of(String model, String stickyKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest((model + '\n' + stickyKey).getBytes(StandardCharsets.UTF_8));
            return (int) Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), BUCKETS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
