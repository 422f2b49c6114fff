package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a REST request, read once into one array within the server's limits.
 *
 * <p>Bodies are JSON, whatever their Content-Type calls them: curl says form, tritonclient's asyncio client octet-stream, others
 * nothing or plain text, and the body itself tells soon enough. Only a character set other than UTF-8 is refused by that header,
 * because its bytes would be read as something else. (No cookie authenticates anybody here, so what browsers send across sites
 * without asking carries no rights.)
 *
 * <p>A compressed body is measured by what comes out of it. A length that is announced is checked before a byte is read, so a
 * claim of a gigabyte costs nothing. The bytes count towards the server's budget until the answer is sent.
 */
public final class RequestBody implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([!-~&&[^\";]]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii", "ascii");

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
        if (request.headers().contains(HeaderNames.CONTENT_TYPE)) {
            request.headers().get(HeaderNames.CONTENT_TYPE).allValues().forEach(RequestBody::checkCharset);
        }
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

    /** A text in ASCII is one in UTF-8. */
    private static void checkCharset(String contentType) {
        Matcher charset = CHARSET.matcher(contentType);
        if (charset.find() && !UTF_8.contains(charset.group(1).toLowerCase(Locale.ROOT))) {
            throw new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The Content-Type says that the body is in the character set '"
                    + charset.group(1) + "'; JSON in UTF-8 is expected.");
        }
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
