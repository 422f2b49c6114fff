package io.outrigger.intake.picture;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;

/**
 * The structure of a JPEG: segments behind two-byte markers, with runs of entropy-coded data after each start of scan.
 *
 * <p>Application segments (EXIF, colour profiles, thumbnails) and comments are left behind, except the 14 bytes of JFIF and
 * Adobe's that say how the colours are coded; of EXIF data the orientation is read. Baseline, extended and progressive files
 * of 8 bits with one or three components are taken. Each scan of a progressive file passes over the whole picture, so their
 * number is bounded, and for large pictures more so.
 */
final class JpegFile {

    private static final int SCANS_MAX = 64;
    private static final int PROGRESSIVE_PIXEL_SHARE = 2;
    /** Encoders make about ten scans, of pictures of half as many pixels as there may be. */
    private static final int WORK_PER_PIXEL_MAX = 8;
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_1 = 0xe1;
    private static final int APPLICATION_14 = 0xee;
    private static final int APPLICATION_15 = 0xef;
    private static final int COMMENT = 0xfe;

    private static final String EXIF = "Exif\0\0";

    private final byte[] bytes;
    private final PictureLimits limits;
    private final ByteArrayOutputStream kept;
    private int position = 2;
    private int width;
    private int height;
    private int scans;
    private Orientation orientation;

    private JpegFile(byte[] bytes, PictureLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.kept = new ByteArrayOutputStream(bytes.length);
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= 3 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == START_OF_IMAGE && (bytes[2] & 0xff) == 0xff;
    }

    static PictureFile read(byte[] bytes, PictureLimits limits) {
        return new JpegFile(bytes, limits).read();
    }

    private PictureFile read() {
        kept.write(0xff);
        kept.write(START_OF_IMAGE);
        while (true) {
            int marker = marker();
            if (marker == END_OF_IMAGE) {
                break;
            }
            int begin = position;
            int length = length(marker);
            if (isFrame(marker)) {
                frame(marker, begin, length);
            }
            if (marker == APPLICATION_1 && orientation == null && length > EXIF.length() + 2 && startsWith(begin + 2, EXIF)) {
                int header = 2 + EXIF.length();
                orientation = ExifOrientation.read(bytes, begin + header, length - header);
            }
            position = begin + length;
            if (isKept(marker, begin, length)) {
                kept.write(0xff);
                kept.write(marker);
                kept.write(bytes, begin, length);
            }
            if (marker == START_OF_SCAN) {
                scan();
            }
        }
        if (width == 0 || scans == 0) {
            throw broken("it has no " + (width == 0 ? "frame header" : "pixel data"));
        }
        kept.write(0xff);
        kept.write(END_OF_IMAGE);
        return new PictureFile("jpeg", width, height, orientation == null ? Orientation.UPRIGHT : orientation,
                scans, kept.toByteArray());
    }

    /** The next marker's code; fill bytes before it are passed over. */
    private int marker() {
        if (at(position) != 0xff) {
            throw broken("byte " + position + " should begin a segment and does not");
        }
        while (at(position) == 0xff) {
            position++;
        }
        int code = at(position++);
        if (code == 0 || code == 0x01 || code >= 0xd0 && code <= START_OF_IMAGE) {
            throw broken("byte " + (position - 2) + " has a marker that may not stand there");
        }
        return code;
    }

    private int length(int marker) {
        int length = at(position) << 8 | at(position + 1);
        if (length < 2 || length > bytes.length - position) {
            throw broken("its segment " + Integer.toHexString(marker) + " claims " + length + " bytes and "
                    + (bytes.length - position) + " are left");
        }
        return length;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int marker, int begin, int length) {
        if (width != 0) {
            throw broken("it has two frames");
        }
        if (marker != BASELINE && marker != EXTENDED && marker != PROGRESSIVE) {
            throw unsupported("it is coded losslessly, hierarchically or arithmetically; baseline and progressive are taken");
        }
        if (length < 8) {
            throw broken("its frame header has " + length + " bytes");
        }
        int bits = at(begin + 2);
        int components = at(begin + 7);
        int claimedHeight = at(begin + 3) << 8 | at(begin + 4);
        int claimedWidth = at(begin + 5) << 8 | at(begin + 6);
        if (bits != 8) {
            throw unsupported("it has " + bits + " bits a sample; 8 are taken");
        }
        if (components != 1 && components != 3) {
            throw unsupported("it has " + components + " colour components, as CMYK has; gray (1) and colour (3) are taken");
        }
        PixelCheck.check("JPEG", claimedWidth, claimedHeight, limits);
        if (marker == PROGRESSIVE && (long) claimedWidth * claimedHeight > limits.pixelsMax() / PROGRESSIVE_PIXEL_SHARE) {
            throw new ServiceException(ErrorCode.IMAGE_TOO_LARGE, "The picture is a progressive JPEG of " + claimedWidth + " x "
                    + claimedHeight + " pixels; at most " + limits.pixelsMax() / PROGRESSIVE_PIXEL_SHARE
                    + " are expected of that kind, which is held in memory whole.");
        }
        width = claimedWidth;
        height = claimedHeight;
    }

    private boolean isKept(int marker, int begin, int length) {
        return switch (marker) {
            case APPLICATION_0 -> length == 16 && startsWith(begin + 2, "JFIF");
            case APPLICATION_14 -> length == 14 && startsWith(begin + 2, "Adobe");
            default -> (marker < APPLICATION_0 || marker > APPLICATION_15) && marker != COMMENT;
        };
    }

    private boolean startsWith(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at(offset + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Passes over entropy-coded data: it ends at a marker that is neither a stuffed zero nor a restart. */
    private void scan() {
        if (++scans > SCANS_MAX) {
            throw unsupported("it has more than " + SCANS_MAX + " scans, which no encoder makes of a picture");
        }
        if ((long) scans * width * height > WORK_PER_PIXEL_MAX * (long) limits.pixelsMax()) {
            throw new ServiceException(ErrorCode.IMAGE_TOO_LARGE, "The picture is a JPEG of " + width + " x " + height
                    + " pixels in " + scans + " scans or more, each of which goes over all of them; at most "
                    + WORK_PER_PIXEL_MAX * (long) limits.pixelsMax() + " pixels in all scans together are expected.");
        }
        int begin = position;
        while (true) {
            if (at(position) == 0xff) {
                int next = at(position + 1);
                if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
                    break;
                }
            }
            position++;
        }
        kept.write(bytes, begin, position - begin);
    }

    private int at(int index) {
        if (index >= bytes.length) {
            throw broken("it ends after " + bytes.length + " bytes, before its end mark");
        }
        return bytes[index] & 0xff;
    }

    private static ServiceException broken(String why) {
        return new ServiceException(ErrorCode.INVALID_IMAGE, "The picture is no complete JPEG: " + why + ".");
    }

    private static ServiceException unsupported(String why) {
        return new ServiceException(ErrorCode.INVALID_IMAGE, "The picture is a JPEG of a kind that is not taken: " + why + ".");
    }
}
