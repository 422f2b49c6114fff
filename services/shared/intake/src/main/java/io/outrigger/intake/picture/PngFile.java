package io.outrigger.intake.picture;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The structure of a PNG: a signature and chunks of length, type, data and checksum.
 *
 * <p>Only what makes up the pixels is kept: header, palette, transparency, data and end. Texts, profiles and the further frames
 * of an animation stay compressed and are left behind; of EXIF data the orientation is read.
 */
final class PngFile {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
    private static final int HEADER_BYTES = 13;
    private static final int CHUNK_OVERHEAD_BYTES = 12;

    private PngFile() {
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= SIGNATURE.length && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    static PictureFile read(byte[] bytes, PictureLimits limits) {
        ByteBuffer file = ByteBuffer.wrap(bytes).position(SIGNATURE.length);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        kept.writeBytes(SIGNATURE);
        int width = 0;
        int height = 0;
        Orientation orientation = null;
        boolean hasData = false;
        boolean ended = false;
        while (!ended) {
            int begin = file.position();
            if (file.remaining() < CHUNK_OVERHEAD_BYTES) {
                throw broken("it ends after " + bytes.length + " bytes, before its end mark");
            }
            int length = file.getInt();
            byte[] typeBytes = new byte[4];
            file.get(typeBytes);
            String type = new String(typeBytes, StandardCharsets.ISO_8859_1);
            if (!type.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
                throw broken("byte " + begin + " should begin a chunk and does not");
            }
            if (length < 0 || length > file.remaining() - Integer.BYTES) {
                throw broken("its " + type + " chunk claims " + Integer.toUnsignedString(length) + " bytes and "
                        + Math.max(0, file.remaining() - Integer.BYTES) + " are left");
            }
            if (begin == SIGNATURE.length) {
                if (!type.equals("IHDR") || length != HEADER_BYTES) {
                    throw broken("it does not begin with a header of " + HEADER_BYTES + " bytes");
                }
                width = file.getInt(file.position());
                height = file.getInt(file.position() + Integer.BYTES);
                PixelCheck.check("PNG", Integer.toUnsignedLong(width), Integer.toUnsignedLong(height), limits);
            }
            if (type.equals("eXIf") && orientation == null) {
                orientation = ExifOrientation.read(bytes, file.position(), length);
            }
            hasData |= type.equals("IDAT");
            ended = type.equals("IEND");
            file.position(file.position() + length + Integer.BYTES);
            if (KEPT.contains(type)) {
                kept.write(bytes, begin, file.position() - begin);
            }
        }
        if (!hasData) {
            throw broken("it has no pixel data");
        }
        return new PictureFile("png", width, height, orientation == null ? Orientation.UPRIGHT : orientation, 1, kept.toByteArray());
    }

    private static ServiceException broken(String why) {
        return new ServiceException(ErrorCode.INVALID_IMAGE, "The picture is no complete PNG: " + why + ".");
    }
}
