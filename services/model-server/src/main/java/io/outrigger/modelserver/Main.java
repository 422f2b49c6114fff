package io.outrigger.modelserver;

import io.outrigger.chassis.server.Launcher;

/** The model server's process. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(ModelServer.NAME, args, ModelServerConfig::from, ModelServer::start);
    }
}
