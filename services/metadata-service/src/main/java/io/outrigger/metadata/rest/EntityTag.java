package io.outrigger.metadata.rest;

import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.json.Json;
import java.util.HexFormat;

/**
 * The ETag of a state: its revision, so that a change and a change back differ, and a hash of what is answered, since a registry
 * whose database was restored from an older copy counts through the same revisions again.
 *
 * @param opaque what stands between the quotes
 */
public record EntityTag(String opaque) {

    private static final int HASH_BYTES = 8;

    /** The tag of what is answered as this document. */
    public static EntityTag of(long revision, Object document) {
        return ofJson(revision, Json.bytes(document));
    }

    /** The tag of what is answered with these bytes. */
    static EntityTag ofJson(long revision, byte[] json) {
        return new EntityTag(revision + "-" + HexFormat.of().formatHex(Sha256.of(json), 0, HASH_BYTES));
    }

    /** As it stands in a header. */
    @Override
    public String toString() {
        return '"' + opaque + '"';
    }
}
