package io.outrigger.metadata.keys;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.util.HexFormat;

/**
 * The keyed hash by which a key is known again, 32 bytes; no log shows it.
 *
 * @param digits hexadecimal
 */
public record KeyHash(String digits) {

    private static final int BYTES = 32;

    /**
     * A hash from outside, checked.
     *
     * @throws ServiceException MISSING_FIELD or INVALID_FIELD
     */
    public static KeyHash of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "Field 'hash' is required; it is missing.");
        }
        if (bytes.length != BYTES) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field 'hash' must have " + BYTES + " bytes; it has " + bytes.length + ".");
        }
        return stored(bytes);
    }

    static KeyHash stored(byte[] bytes) {
        return new KeyHash(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }

    @Override
    public String toString() {
        return "(a hash)";
    }
}
