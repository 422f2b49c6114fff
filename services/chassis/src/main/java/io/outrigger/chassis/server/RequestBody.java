package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The body of a REST request, read once into one array within the server's limits.
 *
 * <p>A compressed body is measured by what comes out of it. A length that is announced is checked before a byte is read, so a
 * claim of a gigabyte costs nothing. The bytes count towards the server's budget until the answer is sent.
 */
public final class RequestBody implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 << 10;

    private final Admission admission;
    private long heldBytes;

    RequestBody(Admission admission) {
        this.admission = admission;
    }

    /**
     * Reads the whole body.
     *
     * @throws ServiceException PAYLOAD_TOO_LARGE or OVERLOADED when it does not fit, MALFORMED_REQUEST when it breaks off
     */
    public static byte[] read(ServerRequest request) {
        return request.context().get(RequestBody.class)
                .orElseThrow(() -> new IllegalStateException("the request is not served by this chassis"))
                .readAll(request, Long.MAX_VALUE);
    }

    /** Reads a body that may have {@code bytesMax} bytes, where that is less than the server's own limit. */
    public static byte[] read(ServerRequest request, long bytesMax) {
        return request.context().get(RequestBody.class)
                .orElseThrow(() -> new IllegalStateException("the request is not served by this chassis"))
                .readAll(request, bytesMax);
    }

    private byte[] readAll(ServerRequest request, long bytesMax) {
        long limit = Math.min(bytesMax, admission.messageBytesMax());
        Optional<Long> announced = request.headers().contentLength().isPresent()
                ? Optional.of(request.headers().contentLength().getAsLong()) : Optional.empty();
        if (announced.isEmpty() && !request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            return new byte[0];
        }
        announced.ifPresent(length -> checkLength(length, limit));
        String encoding = request.headers().value(HeaderNames.CONTENT_ENCODING).map(String::strip).orElse("identity");
        boolean plain = encoding.equalsIgnoreCase("identity");
        try {
            // Not closed: closing reads on to the body's end, which a body that is refused may not have.
            InputStream content = request.content().inputStream();
            return announced.isPresent() && plain ? readExactly(content, announced.get()) : readChunks(content, limit);
        } catch (NumberFormatException e) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The body's chunks cannot be read: each must begin with its length in hexadecimal digits.", e);
        } catch (IOException | UncheckedIOException e) {
            if (!plain) {
                throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                        "The body is not " + encoding + ", as its Content-Encoding says, or is not complete.", e);
            }
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "The body broke off before its end.", e);
        }
    }

    private byte[] readExactly(InputStream content, long length) throws IOException {
        hold(length);
        byte[] body = content.readNBytes((int) length);
        if (body.length < length) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                    "The body should have " + length + " bytes as Content-Length says; it has " + body.length + ".");
        }
        return body;
    }

    private byte[] readChunks(InputStream content, long limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
            checkLength((long) body.size() + count, limit);
            hold(count);
            body.write(chunk, 0, count);
        }
        return body.toByteArray();
    }

    private static void checkLength(long length, long limit) {
        if (length < 0) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "Content-Length must be 0 or more; it is " + length + ".");
        }
        if (length > limit) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                    "The body may have " + limit + " bytes, decompressed; it has " + length + " or more.");
        }
    }

    private void hold(long bytes) {
        admission.hold(bytes);
        heldBytes += bytes;
    }

    @Override
    public void close() {
        admission.release(heldBytes);
        heldBytes = 0;
    }
}
