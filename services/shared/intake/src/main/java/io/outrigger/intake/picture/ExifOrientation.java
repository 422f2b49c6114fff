package io.outrigger.intake.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation in EXIF data: a TIFF header, then a directory of 12-byte entries, of which one is read.
 *
 * <p>Nothing is followed but the offset of the first directory, and what is wrong in any way counts as not there: a picture is no worse
 * for the rubbish that a program wrote beside it.
 */
final class ExifOrientation {

    private static final int TAG = 0x0112;
    private static final int TIFF = 42;
    private static final int HEADER_BYTES = 8;
    private static final int ENTRY_BYTES = 12;
    private static final int TYPE_BYTE = 1;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_LONG = 4;

    private ExifOrientation() {
    }

    /** @param begin where the TIFF header begins, which the offsets in the data count from */
    static Orientation read(byte[] bytes, int begin, int length) {
        if (length < HEADER_BYTES) {
            return Orientation.UPRIGHT;
        }
        ByteBuffer data = ByteBuffer.wrap(bytes, begin, length).slice();
        short order = data.getShort(0);
        if (order != 0x4949 && order != 0x4d4d) {
            return Orientation.UPRIGHT;
        }
        data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(data.getInt(4));
        if (data.getShort(2) != TIFF || directory > length - Short.BYTES) {
            return Orientation.UPRIGHT;
        }
        return directory(data, (int) directory);
    }

    private static Orientation directory(ByteBuffer data, int begin) {
        int entries = data.getShort(begin) & 0xffff;
        int entry = begin + Short.BYTES;
        for (int i = 0; i < entries && entry <= data.limit() - ENTRY_BYTES; i++, entry += ENTRY_BYTES) {
            if ((data.getShort(entry) & 0xffff) == TAG) {
                int value = entry + ENTRY_BYTES - Integer.BYTES;
                return Orientation.ofExif(switch (data.getShort(entry + Short.BYTES)) {
                    case TYPE_BYTE -> data.get(value) & 0xff;
                    case TYPE_SHORT -> data.getShort(value) & 0xffff;
                    case TYPE_LONG -> Integer.toUnsignedLong(data.getInt(value));
                    default -> 0;
                });
            }
        }
        return Orientation.UPRIGHT;
    }
}
