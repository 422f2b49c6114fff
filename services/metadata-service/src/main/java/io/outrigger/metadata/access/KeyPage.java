package io.outrigger.metadata.access;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.keys.ApiKey;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.ListKeysResponse;
import java.util.List;

/** A page of keys; it ends early where they are large. */
final class KeyPage {

    private static final int SIZE_STANDARD = 100;
    private static final int SIZE_MAX = 1_000;
    private static final int BYTES_MAX = 1 << 20;

    private KeyPage() {
    }

    /** How many keys are asked for; 0 says nothing of it. */
    static int size(int asked) {
        if (asked < 0 || asked > SIZE_MAX) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field 'page_size' must be 1 to " + SIZE_MAX + "; found " + asked + ".");
        }
        return asked == 0 ? SIZE_STANDARD : asked;
    }

    /** @param found one more than fits in the page where there are so many */
    static ListKeysResponse of(List<ApiKey> found, int size) {
        var response = ListKeysResponse.newBuilder();
        int bytes = 0;
        for (ApiKey key : found.subList(0, Math.min(size, found.size()))) {
            Key message = KeyMessages.message(key);
            if (bytes > 0 && bytes + message.getSerializedSize() > BYTES_MAX) {
                break;
            }
            response.addKeys(message);
            bytes += message.getSerializedSize();
        }
        return response.setHasMore(response.getKeysCount() < found.size()).build();
    }
}
