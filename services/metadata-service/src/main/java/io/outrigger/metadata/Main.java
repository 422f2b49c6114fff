package io.outrigger.metadata;

import io.outrigger.chassis.server.Launcher;

/** Runs the metadata-service; the settings come from the environment. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(MetadataServer.NAME, args, MetadataConfig::from, MetadataServer::start);
    }
}
