package io.outrigger.chassis.server;

import io.helidon.http.encoding.ContentDecoder;
import io.helidon.http.encoding.ContentEncoder;
import io.helidon.http.encoding.ContentEncoding;
import io.helidon.http.encoding.ContentEncodingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A Content-Encoding that request bodies may have. What comes out is counted where it is read; answers are sent as they are. */
enum BodyEncoding implements ContentEncoding {
    IDENTITY(Set.of("identity")) {
        @Override
        InputStream decoded(InputStream body) {
            return body;
        }
    },
    GZIP(Set.of("gzip", "x-gzip")) {
        @Override
        InputStream decoded(InputStream body) throws IOException {
            return new GZIPInputStream(body);
        }
    },
    DEFLATE(Set.of("deflate")) {
        /** The zlib format as the standard has it, or the bare one that some clients send. */
        @Override
        InputStream decoded(InputStream body) throws IOException {
            PushbackInputStream peeked = new PushbackInputStream(body, 2);
            byte[] first = peeked.readNBytes(2);
            peeked.unread(first);
            boolean zlib = first.length == 2 && (first[0] & 0x0f) == 8 && ((first[0] & 0xff) << 8 | first[1] & 0xff) % 31 == 0;
            return new InflaterInputStream(peeked, new Inflater(!zlib)) {
                @Override
                public void close() throws IOException {
                    try {
                        super.close();
                    } finally {
                        inf.end();
                    }
                }
            };
        }
    };

    /** What a refusal names in Accept-Encoding. */
    static final String ACCEPTED = "gzip, deflate, identity";

    private final Set<String> ids;

    BodyEncoding(Set<String> ids) {
        this.ids = ids;
    }

    abstract InputStream decoded(InputStream body) throws IOException;

    static ContentEncodingContext all() {
        var context = ContentEncodingContext.builder().contentEncodingsDiscoverServices(false);
        for (BodyEncoding encoding : values()) {
            context.addContentEncoding(encoding);
        }
        return context.build();
    }

    @Override
    public Set<String> ids() {
        return ids;
    }

    @Override
    public boolean supportsEncoding() {
        return false;
    }

    @Override
    public boolean supportsDecoding() {
        return true;
    }

    @Override
    public ContentDecoder decoder() {
        return body -> {
            try {
                return decoded(body);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        };
    }

    @Override
    public ContentEncoder encoder() {
        return ContentEncoder.NO_OP;
    }

    @Override
    public String type() {
        return name();
    }
}
