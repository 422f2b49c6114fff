package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * A document of a page of ours, open to everybody: read once from the class path, and sent again only to who has another state of it. The
 * same bytes for whoever asks, so a request costs no more than they do. Immutable.
 */
public final class StaticFile {

    private static final int ETAG_BYTES = 12;
    /** What one answer has in memory of its own, if nobody reads it. */
    private static final int PIECE_BYTES = 16 << 10;

    private final byte[] content;
    private final String type;
    private final String policy;
    private final String etag;

    private StaticFile(byte[] content, String type, String policy) {
        this.content = content;
        this.type = type;
        this.policy = policy;
        this.etag = '"' + HexFormat.of().formatHex(Sha256.of(content), 0, ETAG_BYTES) + '"';
    }

    /**
     * A document that is made when the service starts.
     *
     * @param policy what a browser lets it do, as Content-Security-Policy has it
     */
    public static StaticFile of(byte[] content, String type, String policy) {
        return new StaticFile(content.clone(), type, policy);
    }

    /** A resource beside a class. */
    public static StaticFile read(Class<?> beside, String resource, String type, String policy) {
        return new StaticFile(bytes(beside, resource), type, policy);
    }

    /** The bytes of a resource beside a class, which the jar must have. */
    public static byte[] bytes(Class<?> beside, String resource) {
        try (InputStream file = beside.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves it at this address. */
    public void at(HttpRouting.Builder routing, String path) {
        routing.get(path, (request, response) -> send(request, response, Status.OK_200));
    }

    /**
     * Answers with it, or with 304 where all is well and the caller has it already: with its policy too, since a browser takes what that
     * answer says for what it has kept.
     */
    void send(ServerRequest request, ServerResponse response, Status status) {
        response.header(HeaderNames.CACHE_CONTROL, "no-cache")
                .header(HeaderNames.ETAG, etag)
                .header(HeaderNames.create("Content-Security-Policy"), policy);
        if (status.equals(Status.OK_200) && has(request)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.status(status).header(HeaderNames.CONTENT_TYPE, type);
        if (content.length <= PIECE_BYTES || HeadRequest.is(request)) {
            response.send(content);
            return;
        }
        response.contentLength(content.length);
        try (OutputStream out = response.outputStream()) {
            for (int at = 0; at < content.length; at += PIECE_BYTES) {
                out.write(content, at, Math.min(PIECE_BYTES, content.length - at));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the caller says that it has these bytes; tags are told apart by their quotes, also weak ones, which proxies make of ours. */
    private boolean has(ServerRequest request) {
        return request.headers().value(HeaderNames.IF_NONE_MATCH).filter(tags -> tags.contains(etag)).isPresent();
    }
}
