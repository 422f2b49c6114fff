package io.outrigger.batchworker;

import io.outrigger.chassis.server.Launcher;

/** Starts the batch-worker as a process. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(BatchWorkerServer.NAME, args, BatchWorkerConfig::from, BatchWorkerServer::start);
    }
}
