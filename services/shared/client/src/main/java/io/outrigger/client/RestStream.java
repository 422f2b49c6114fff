package io.outrigger.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;

/** A REST answer whose body is read as it comes; to be closed. */
public record RestStream(int status, HttpHeaders headers, InputStream body) implements AutoCloseable {

    public boolean succeeded() {
        return status / 100 == 2;
    }

    /** With its body read, as problems are. */
    public RestAnswer whole() throws IOException {
        return new RestAnswer(status, headers, body.readAllBytes());
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
