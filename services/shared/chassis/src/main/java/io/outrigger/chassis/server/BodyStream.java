package io.outrigger.chassis.server;

import io.helidon.http.RequestException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** A body on its way in, counted as it is read. */
final class BodyStream extends InputStream {

    private final InputStream content;
    private final long bytesMax;
    private final LongConsumer arrived;
    private long bytes;

    /** @param arrived is told how many bytes have come */
    BodyStream(InputStream content, long bytesMax, LongConsumer arrived) {
        this.content = content;
        this.bytesMax = bytesMax;
        this.arrived = arrived;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count;
        try {
            count = content.read(into, offset, length);
        } catch (RequestException refused) {
            throw refused.status().code() == ErrorCode.PAYLOAD_TOO_LARGE.httpStatus() ? tooLarge() : refused;
        } catch (IOException | UncheckedIOException e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The body broke off before its end, or is not what its Content-Encoding says.", e);
        }
        int more = Math.max(0, count);
        bytes += more;
        if (bytes > bytesMax) {
            throw tooLarge();
        }
        arrived.accept(more);
        return count;
    }

    private ServiceException tooLarge() {
        return new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "The body may have " + bytesMax + " bytes, decompressed; it has more.");
    }
}
