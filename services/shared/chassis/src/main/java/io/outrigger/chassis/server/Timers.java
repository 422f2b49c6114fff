package io.outrigger.chassis.server;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one daemon thread that fires deadlines of REST requests and ends gRPC calls whose refusal has waited its turn; it only sets flags and
 * hands on, so one is enough for a whole JVM.
 */
final class Timers {

    static final ScheduledExecutorService SHARED = create();

    private Timers() {
    }

    private static ScheduledExecutorService create() {
        var timers = new ScheduledThreadPoolExecutor(1, task -> Thread.ofPlatform().name("deadlines").daemon().unstarted(task));
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }
}
