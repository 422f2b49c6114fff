package io.outrigger.orchestrator;

import io.outrigger.chassis.server.Launcher;

/** Starts the inference-orchestrator as a process. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Launcher.main(OrchestratorServer.NAME, args, OrchestratorConfig::from, OrchestratorServer::start);
    }
}
