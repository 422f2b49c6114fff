package io.outrigger.chassis.server;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/**
 * Where frames end in the bytes of one HTTP/2 connection as they come (RFC 9113, 3.4 and 4.1: a preface of 24 bytes, then frames of nine
 * bytes, of which three are the payload's length, and their payload). For one thread.
 */
final class FrameWalk {

    private static final int PREFACE_BYTES = 24;
    private static final int HEAD_BYTES = 9;
    private static final int LENGTH_BYTES = 3;

    private int left = PREFACE_BYTES;
    private int headRead;
    private int length;
    private int walked;

    /** How many frames have begun in the last walk. */
    int frames() {
        return walked;
    }

    /** Walks on over the beginnings of at most so many frames, or all there is, and returns how many bytes that were. */
    int walk(ByteBuf bytes, int framesMax) {
        int at = bytes.readerIndex();
        int frames = 0;
        while (at < bytes.writerIndex() && frames < framesMax) {
            if (left > 0) {
                int step = Math.min(left, bytes.writerIndex() - at);
                left -= step;
                at += step;
            } else {
                int next = bytes.getByte(at++) & 0xff;
                length = headRead < LENGTH_BYTES ? length << Byte.SIZE | next : length;
                if (++headRead == HEAD_BYTES) {
                    left = length;
                    length = 0;
                    headRead = 0;
                    frames++;
                }
            }
        }
        walked = frames;
        return at - bytes.readerIndex();
    }
}
