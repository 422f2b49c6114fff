package io.outrigger.local;

/** What may be killed or stopped while jobs are in flight. */
enum CrashVictim {
    FIRST_WORKER, SECOND_WORKER, KAFKA, POSTGRES, S3, MODEL_SERVER, REDIS, ORCHESTRATOR, ROUTER, REGISTRY
}
