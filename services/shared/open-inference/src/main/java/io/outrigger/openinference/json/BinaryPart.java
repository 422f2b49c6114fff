package io.outrigger.openinference.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;

/** The bytes behind a body's JSON, dealt out to the tensors in their order as views. Not thread-safe. */
final class BinaryPart {

    private final byte[] bytes;
    private int position;

    BinaryPart(byte[] bytes, int begin) {
        this.bytes = bytes;
        this.position = begin;
    }

    ByteString take(String tensor, long size) {
        int left = bytes.length - position;
        if (size > left) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, "Tensor " + Quote.of(tensor) + " claims a binary_data_size of "
                    + size + " bytes but " + left + " are left behind the JSON.");
        }
        ByteString taken = UnsafeByteOperations.unsafeWrap(bytes, position, (int) size);
        position += (int) size;
        return taken;
    }

    /** Returns when every byte was taken. */
    void checkEmpty() {
        if (position != bytes.length) {
            throw new ServiceException(ErrorCode.DATA_SIZE_MISMATCH, bytes.length - position
                    + " bytes of binary data follow that no tensor's binary_data_size accounts for; the sizes must add up exactly.");
        }
    }
}
