package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A chunked body on its way in: takes what RFC 9112 allows (extensions, trailers, leading zeros, either case) and gives plain
 * chunks or the bytes alone. Fed as bytes come; holds no more than one line.
 */
final class ChunkedBody {

    private static final int LINE_BYTES_MAX = 4 << 10;
    private static final int TRAILER_BYTES_MAX = 16 << 10;

    private enum Next { SIZE, DATA, END_OF_DATA, TRAILER, NOTHING }

    private final boolean framed;
    private final long bytesMax;
    private long bytes;
    private final StringBuilder line = new StringBuilder();
    private Next next = Next.SIZE;
    private long dataLeft;
    private int trailerBytes;

    /** @param framed whether what comes out has plain chunks around it, or is the body alone */
    ChunkedBody(boolean framed, long bytesMax) {
        this.framed = framed;
        this.bytesMax = bytesMax;
    }

    boolean isComplete() {
        return next == Next.NOTHING;
    }

    /**
     * Takes bytes and writes what they mean as plain chunks.
     *
     * @return how many were taken; fewer than given only when the body is complete
     */
    int take(byte[] given, int from, int to, ByteArrayOutputStream plain) {
        int at = from;
        while (at < to && next != Next.NOTHING) {
            if (next == Next.DATA) {
                int count = (int) Math.min(to - at, dataLeft);
                frame(plain, Integer.toHexString(count) + "\r\n");
                plain.write(given, at, count);
                frame(plain, "\r\n");
                at += count;
                dataLeft -= count;
                next = dataLeft == 0 ? Next.END_OF_DATA : Next.DATA;
            } else {
                line.append((char) (given[at++] & 0xff));
                if (line.length() > LINE_BYTES_MAX || next == Next.END_OF_DATA && !"\r\n".startsWith(line.toString())) {
                    throw unreadable();
                }
                if (line.charAt(line.length() - 1) == '\n') {
                    lineIsComplete(plain);
                }
            }
        }
        return at - from;
    }

    private void lineIsComplete(ByteArrayOutputStream plain) {
        if (line.length() < 2 || line.charAt(line.length() - 2) != '\r' || line.indexOf("\r") < line.length() - 2) {
            throw unreadable();
        }
        String text = line.substring(0, line.length() - 2);
        line.setLength(0);
        switch (next) {
            case SIZE -> {
                dataLeft = size(text);
                bytes += dataLeft;
                if (bytes > bytesMax) {
                    throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                            "The body may have " + bytesMax + " bytes; its chunks have " + bytes + " or more.");
                }
                next = dataLeft == 0 ? Next.TRAILER : Next.DATA;
            }
            case END_OF_DATA -> next = Next.SIZE;
            default -> {
                trailerBytes += text.length() + 2;
                if (trailerBytes > TRAILER_BYTES_MAX) {
                    throw new ServiceException(ErrorCode.HEADER_TOO_LARGE, "Trailers may have " + TRAILER_BYTES_MAX + " bytes.");
                }
                if (text.isEmpty()) {
                    frame(plain, "0\r\n\r\n");
                    next = Next.NOTHING;
                }
            }
        }
    }

    private void frame(ByteArrayOutputStream plain, String text) {
        if (framed) {
            plain.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static long size(String text) {
        int extension = text.indexOf(';');
        String digits = (extension < 0 ? text : text.substring(0, extension)).strip();
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (!significant.matches("[0-9a-fA-F]{1,15}")) {
            throw unreadable();
        }
        return Long.parseLong(significant, 16);
    }

    private static ServiceException unreadable() {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST,
                "The body's chunks cannot be read: each must begin with its length in hexadecimal digits and end with an empty line.");
    }
}
