package io.outrigger.gateway.content;

import com.google.protobuf.ByteString;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.HeadRequest;
import io.outrigger.proto.jobs.v1.ByteRange;
import io.outrigger.proto.jobs.v1.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Content as the answer to a GET or HEAD, with ranges.
 *
 * @param mediaType of the bytes
 * @param name of these bytes among all that are ever read here, for the ETag that they have once they have their final size
 * @param attachment whether clients are told the name of a file
 * @param source begins to read
 * @param bytes how many there are, asked where a range begins behind the end
 */
public record ContentAnswer(
        String mediaType, String name, boolean attachment, Function<ByteRange, ContentStream> source, LongSupplier bytes) {

    private static final ByteRange WHOLE = ByteRange.getDefaultInstance();

    /** Answers the request; whatever fails before the first byte is thrown. */
    public void send(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ACCEPT_RANGES, "bytes");
        try {
            Optional<ByteRange> range = RequestedRange.of(request.headers().all(HeaderNames.RANGE, List::of));
            if (range.isEmpty() || !sendPart(request, response, range.get())) {
                try (ContentStream content = source.apply(WHOLE)) {
                    write(request, response, content, content.head(), Status.OK_200);
                }
            }
        } catch (ServiceException failure) {
            if (failure.code() == ErrorCode.RANGE_NOT_SATISFIABLE) {
                response.header(HeaderNames.CONTENT_RANGE, "bytes */" + bytes.getAsLong());
            }
            throw failure;
        }
    }

    /** False where the client wants a part of something that it is no more. */
    private boolean sendPart(ServerRequest request, ServerResponse response, ByteRange range) {
        try (ContentStream content = source.apply(range)) {
            Content.Head head = content.head();
            Optional<String> known = request.headers().value(HeaderNames.IF_RANGE);
            if (known.isPresent() && !tag(head).equals(known)) {
                return false;
            }
            if (head.getLength() == 0) {
                throw new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE, "There are no bytes in that range.");
            }
            response.header(HeaderNames.CONTENT_RANGE, "bytes " + head.getOffset() + "-" + (head.getOffset() + head.getLength() - 1)
                    + "/" + (head.getComplete() ? Long.toString(head.getTotalBytes()) : "*"));
            write(request, response, content, head, Status.PARTIAL_CONTENT_206);
            return true;
        }
    }

    private Optional<String> tag(Content.Head head) {
        return head.getComplete() ? Optional.of('"' + name + '-' + head.getTotalBytes() + '"') : Optional.empty();
    }

    private void write(ServerRequest request, ServerResponse response, ContentStream content, Content.Head head, Status status) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, mediaType)
                .header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        tag(head).ifPresent(tag -> response.header(HeaderNames.ETAG, tag));
        if (!head.getComplete()) {
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
        }
        if (attachment) {
            response.header(HeaderNames.CONTENT_DISPOSITION, FileNames.attachment(head.getFilename()));
        }
        response.header(HeaderNames.CONTENT_LENGTH, Long.toString(head.getLength()));
        if (HeadRequest.is(request) || head.getLength() == 0) {
            response.send(new byte[0]);
            return;
        }
        Optional<ByteString> first = content.data();
        if (first.isEmpty()) {
            throw brokenOff(head.getLength());
        }
        stream(response.outputStream(), content, first, head.getLength());
    }

    /** Writes as much as was announced, or ends the connection. */
    private static void stream(OutputStream out, ContentStream content, Optional<ByteString> first, long length) {
        long left = length;
        try {
            for (Optional<ByteString> data = first; data.isPresent(); data = content.data()) {
                left -= data.get().size();
                if (left < 0) {
                    break;
                }
                data.get().writeTo(out);
            }
            if (left != 0) {
                throw brokenOff(left);
            }
            out.close();
        } catch (ServiceException failure) {
            throw new CloseConnectionException("the content broke off", failure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServiceException brokenOff(long left) {
        return new ServiceException(ErrorCode.BACKEND_LOST, "The content broke off " + left + " bytes before its end.");
    }

    /** What a Content-Disposition can say of a name. */
    private static final class FileNames {

        static String attachment(String name) {
            StringBuilder encoded = new StringBuilder();
            for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
                if (each > 0 && (Character.isLetterOrDigit(each) || "-._".indexOf(each) >= 0)) {
                    encoded.append((char) each);
                } else {
                    encoded.append("%%%02X".formatted(each));
                }
            }
            return name.isEmpty() ? "attachment" : "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._ -]", "_")
                    + "\"; filename*=UTF-8''" + encoded;
        }
    }
}
