package io.outrigger.metadata.access;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.outrigger.proto.access.v1.WatchResponse;

/** Keys and limits that go to a watcher in one message. */
final class AccessPart {

    /** Of a message, of which one may lie in the transport for each watcher that reads nothing. */
    static final int BYTES_MAX = 64 << 10;
    /** For what stands beside the entries. */
    private static final int HEAD_BYTES_MAX = 128;

    private final WatchResponse.Builder message = WatchResponse.newBuilder();
    private int bytes;

    /** Adds an entry; false where it does not fit. */
    boolean add(Entry entry) {
        switch (entry) {
            case Entry.OfKey(var key) -> {
                var added = KeyMessages.message(key);
                if (!takes(WatchResponse.KEYS_FIELD_NUMBER, added)) {
                    return false;
                }
                message.addKeys(added);
            }
            case Entry.OfLimit(var limit) -> {
                var added = LimitMessages.message(limit);
                if (!takes(WatchResponse.LIMITS_FIELD_NUMBER, added)) {
                    return false;
                }
                message.addLimits(added);
            }
        }
        return true;
    }

    /** Counts what fits; the first one always does. */
    private boolean takes(int field, MessageLite added) {
        int size = CodedOutputStream.computeMessageSize(field, added);
        boolean fits = bytes == 0 || bytes + size <= BYTES_MAX - HEAD_BYTES_MAX;
        bytes += fits ? size : 0;
        return fits;
    }

    WatchResponse.Builder message() {
        return message;
    }
}
