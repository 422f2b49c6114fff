package io.outrigger.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** EXIF data, put into pictures that have none. */
public final class Exif {

    private Exif() {
    }

    /** A directory of three entries, the orientation in the middle, as a short number. */
    public static byte[] orientation(int orientation, ByteOrder order) {
        ByteBuffer data = ByteBuffer.allocate(8 + 2 + 3 * 12 + 4).order(order);
        data.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        data.putShort((short) 3);
        data.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(4_000);
        data.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0);
        data.putShort((short) 0x011a).putShort((short) 3).putInt(1).putShort((short) 72).putShort((short) 0);
        return data.array();
    }

    /** The JPEG with an application segment behind its first two bytes. */
    public static byte[] inJpeg(byte[] jpeg, byte[] exif) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(ByteBuffer.allocate(4).putShort((short) 0xffe1).putShort((short) (exif.length + 8)).array());
        file.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(exif);
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }

    /** The PNG with a chunk behind its header. */
    public static byte[] inPng(byte[] png, byte[] exif) {
        byte[] type = "eXIf".getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(type);
        checksum.update(exif);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(png, 0, 33);
        file.writeBytes(ByteBuffer.allocate(12 + exif.length).putInt(exif.length).put(type).put(exif).putInt((int) checksum.getValue())
                .array());
        file.writeBytes(Arrays.copyOfRange(png, 33, png.length));
        return file.toByteArray();
    }
}
