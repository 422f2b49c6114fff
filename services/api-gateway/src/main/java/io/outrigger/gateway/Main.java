package io.outrigger.gateway;

import io.outrigger.chassis.server.Launcher;

/** Starts the api-gateway as a process. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(GatewayServer.NAME, args, GatewayConfig::from, GatewayServer::start);
    }
}
