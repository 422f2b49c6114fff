package io.outrigger.backends;

/** A child process that serves one port on loopback: what all the backends have in common. */
abstract class LoopbackServer implements BackendProcess {
    private final int port;
    private final ServerProcess server;

    LoopbackServer(int port, ServerProcess server) {
        this.port = port;
        this.server = server;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final long pid() {
        return server.pid();
    }

    @Override
    public final boolean isAlive() {
        return server.isAlive();
    }

    @Override
    public final void close() {
        server.stop();
    }
}
