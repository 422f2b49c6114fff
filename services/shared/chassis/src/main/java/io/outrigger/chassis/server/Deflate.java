package io.outrigger.chassis.server;

import io.grpc.Decompressor;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * Messages in gRPC's deflate, which is zlib's format: gRPC of C++ and Python offers it, grpc-java knows gzip only. What comes out is
 * counted against the message limit as it is of gzip.
 */
final class Deflate implements Decompressor {
    static final String NAME = "deflate";

    @Override
    public String getMessageEncoding() {
        return NAME;
    }

    @Override
    public InputStream decompress(InputStream compressed) {
        return new InflaterInputStream(compressed);
    }
}
