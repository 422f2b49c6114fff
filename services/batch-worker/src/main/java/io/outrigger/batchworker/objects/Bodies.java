package io.outrigger.batchworker.objects;

import java.io.ByteArrayInputStream;
import software.amazon.awssdk.core.sync.RequestBody;

/** Bytes as they are sent; the SDK's own ways copy them. */
final class Bodies {

    private static final String MEDIA_TYPE = "application/octet-stream";

    private Bodies() {
    }

    /** The first so many bytes, which must not change until they are sent. */
    static RequestBody of(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, 0, length), length, MEDIA_TYPE);
    }
}
