package io.outrigger.router;

import io.outrigger.chassis.server.Launcher;

/** Starts the model-router as a process. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(RouterServer.NAME, args, RouterConfig::from, RouterServer::start);
    }
}
