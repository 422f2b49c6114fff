package io.outrigger.backends;

/** A running server on loopback, until it is closed. */
public interface BackendProcess extends AutoCloseable {
    /** The address it listens on, always 127.0.0.1. */
    default String host() {
        return LoopbackPort.HOST;
    }

    /** The port it listens on; never 0. */
    int port();

    /** The server's process id, for fault tests and for people. */
    long pid();

    /** False once the server has ended, asked to or not. */
    boolean isAlive();

    /** Stops the server and waits for its end: ten seconds for an orderly one, then it is killed. Data stay. */
    @Override
    void close();
}
