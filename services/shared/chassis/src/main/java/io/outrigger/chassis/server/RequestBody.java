package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The body of a REST request, read once into one array within the server's limits.
 *
 * <p>Bodies are JSON, whatever their Content-Type calls them: curl says form, tritonclient's asyncio client octet-stream, others
 * nothing or plain text, and the body itself tells soon enough. Some name a character set other than UTF-8 without thinking of it:
 * what is plain ASCII in it is taken, the rest refused, because its bytes would be read as something else. (No cookie
 * authenticates anybody here, so what browsers send across sites without asking carries no rights.)
 *
 * <p>A compressed body is measured by what comes out of it. A length that is announced is checked before a byte is read, so a
 * claim of a gigabyte costs nothing, and neither does one of less: bytes take room, and count towards the server's budget and their
 * tenant's share of it, as they come, until the answer is sent.
 */
public final class RequestBody implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final int FIRST_BYTES = 16 << 10;
    /** What a handler holds at most of a body that it reads as a stream: a piece that fills up, and one on its way. */
    private static final long STREAM_BYTES = 512 << 10;
    private static final Pattern CHARSET = Pattern.compile(";\\s*charset\\s*=\\s*\"?([!-~&&[^\";]]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii", "ascii");
    private static final String ASCII = IntStream.rangeClosed(' ', '~').mapToObj(Character::toString).collect(Collectors.joining());

    private final Admission admission;
    private String tenant;
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

    /**
     * The body as a stream of at most so many bytes, for what is never whole in memory; towards the budget counts what has come, up to a
     * window of it.
     *
     * <p>What reading throws is a {@link ServiceException} as of {@link #read}. Not to be closed.
     */
    public static InputStream stream(ServerRequest request, long bytesMax) {
        RequestBody body = request.context().get(RequestBody.class)
                .orElseThrow(() -> new IllegalStateException("the request is not served by this chassis"));
        return new BodyStream(request.content().inputStream(), bytesMax, body::holdInWindow);
    }

    private byte[] readAll(ServerRequest request, long bytesMax) {
        long limit = Math.min(bytesMax, admission.messageBytesMax());
        Optional<Long> announced = request.headers().contentLength().isPresent()
                ? Optional.of(request.headers().contentLength().getAsLong()) : Optional.empty();
        if (announced.isEmpty() && !request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
            return new byte[0];
        }
        announced.ifPresent(length -> checkLength(length, limit));
        Optional<String> charset = charset(request);
        charset.filter(name -> !holdsAscii(name)).ifPresent(name -> {
            throw notUtf8(name);
        });
        String encoding = request.headers().value(HeaderNames.CONTENT_ENCODING).map(String::strip).orElse("identity");
        boolean plain = encoding.equalsIgnoreCase("identity");
        try {
            // Not closed: closing reads on to the body's end, which a body that is refused may not have.
            InputStream content = request.content().inputStream();
            byte[] body = announced.isPresent() && plain ? readExactly(content, announced.get()) : readChunks(content, limit);
            if (charset.isPresent() && !isAscii(body)) {
                throw notUtf8(charset.get());
            }
            return body;
        } catch (RequestException e) { // Helidon's own count of what comes out of a compressed body
            throw e.status().code() == ErrorCode.PAYLOAD_TOO_LARGE.httpStatus() ? tooLarge(limit, "more", e) : e;
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
        byte[] body = new byte[(int) Math.min(length, FIRST_BYTES)];
        int count = 0;
        while (count < length) {
            if (count == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
            }
            int more = content.read(body, count, body.length - count);
            if (more < 0) {
                throw new ServiceException(ErrorCode.MALFORMED_REQUEST,
                        "The body should have " + length + " bytes as Content-Length says; it has " + count + ".");
            }
            hold(more);
            count += more;
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

    /** The character set that the request names, unless it is UTF-8 or ASCII, which is UTF-8 too. */
    private static Optional<String> charset(ServerRequest request) {
        if (!request.headers().contains(HeaderNames.CONTENT_TYPE)) {
            return Optional.empty();
        }
        return request.headers().get(HeaderNames.CONTENT_TYPE).allValues().stream()
                .map(CHARSET::matcher).filter(Matcher::find).map(charset -> charset.group(1))
                .filter(name -> !UTF_8.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether ASCII's characters have ASCII's bytes in a character set: not so in UTF-16, UTF-32 and what nobody knows here. */
    private static boolean holdsAscii(String charset) {
        try {
            return new String(ASCII.getBytes(StandardCharsets.US_ASCII), Charset.forName(charset)).equals(ASCII);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private static boolean isAscii(byte[] body) {
        for (byte found : body) {
            if (found < 0) {
                return false;
            }
        }
        return true;
    }

    private static ServiceException notUtf8(String charset) {
        return new ServiceException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The Content-Type says that the body is in the character set "
                + Quote.of(charset) + "; JSON in UTF-8 is expected.");
    }

    private static void checkLength(long length, long limit) {
        if (length < 0) {
            throw new ServiceException(ErrorCode.MALFORMED_REQUEST, "Content-Length must be 0 or more; it is " + length + ".");
        }
        if (length > limit) {
            throw tooLarge(limit, length + " or more", null);
        }
    }

    private static ServiceException tooLarge(long limit, String found, Exception cause) {
        return new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE,
                "The body may have " + limit + " bytes, decompressed; it has " + found + ".", cause);
    }

    private void holdInWindow(long bytes) {
        long more = Math.min(bytes, Math.min(STREAM_BYTES, admission.messageBytesMax()) - heldBytes);
        if (more > 0) {
            hold(more);
        }
    }

    private void hold(long bytes) {
        if (tenant == null) {
            tenant = CurrentCaller.isKnown() ? CurrentCaller.get().tenant() : Tenant.NOBODY;
        }
        admission.grow(tenant, heldBytes, heldBytes + bytes);
        heldBytes += bytes;
    }

    @Override
    public void close() {
        admission.shrink(tenant, heldBytes, 0);
        heldBytes = 0;
    }
}
