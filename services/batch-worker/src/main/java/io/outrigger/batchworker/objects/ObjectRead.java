package io.outrigger.batchworker.objects;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** A part of an object as it arrives. To close it before its end hangs up, so nothing is read that nobody wants. */
public final class ObjectRead implements AutoCloseable {

    private final InputStream stream;
    private final Abortable connection;
    private final long objectBytes;

    private ObjectRead(InputStream stream, Abortable connection, long objectBytes) {
        this.stream = stream;
        this.connection = connection;
        this.objectBytes = objectBytes;
    }

    static ObjectRead of(ResponseInputStream<GetObjectResponse> answer) {
        String range = answer.response().contentRange();
        long total = range == null ? answer.response().contentLength() : Long.parseLong(range.substring(range.lastIndexOf('/') + 1));
        return new ObjectRead(answer, answer, total);
    }

    static ObjectRead nothing(long objectBytes) {
        return new ObjectRead(new ByteArrayInputStream(new byte[0]), () -> { }, objectBytes);
    }

    /** The bytes that were asked for, or fewer where the object ends before; fails when the store goes away. */
    public InputStream stream() {
        return stream;
    }

    /** Of the object as a whole. */
    public long objectBytes() {
        return objectBytes;
    }

    @Override
    public void close() throws IOException {
        connection.abort();
        stream.close();
    }
}
