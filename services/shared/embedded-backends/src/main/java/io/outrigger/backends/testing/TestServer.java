package io.outrigger.backends.testing;

/** A server for tests that can be stopped and started again on the same port with its data, to test what others do without it. */
interface TestServer {
    String host();

    int port();

    /** The password of {@link PostgresTestDatabase#USER}, S3's secret key; empty for Redis and Kafka. */
    String password();

    boolean isRunning();

    void start();

    void stop();
}
