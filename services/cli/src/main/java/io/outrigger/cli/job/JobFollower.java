package io.outrigger.cli.job;

import io.outrigger.cli.access.Session;
import io.outrigger.cli.call.Pause;
import io.outrigger.cli.call.ServiceCaller;
import io.outrigger.cli.console.LastWord;
import java.time.Duration;
import java.util.List;

/**
 * Looks at a job until it has ended: soon again at first, once a second later. It asks instead of listening to events: that goes through
 * every proxy, and through a restart of the platform.
 */
public final class JobFollower {
    private static final long FIRST_MS = 100;
    private static final long LONGEST_MS = 1_000;

    private final ServiceCaller gateway;
    private final ProgressView progress;
    private final Pause pause;

    JobFollower(ServiceCaller gateway, ProgressView progress, Pause pause) {
        this.gateway = gateway.patient();
        this.progress = progress;
        this.pause = pause;
    }

    /** Shows it as the session wants it, and says at Ctrl-C that the job goes on. */
    public static ToldJob watch(Session session, String id) {
        ProgressView progress = session.json() ? ShownProgress.json(session.terminal()) : shown(session);
        return watch(session, session.gateway(), progress, id);
    }

    /** The same for whoever prints something else in the end: where JSON is wanted, nothing of the job is shown. */
    public static ToldJob follow(Session session, ServiceCaller gateway, String id) {
        return watch(session, gateway, session.json() ? job -> { } : shown(session), id);
    }

    private static ProgressView shown(Session session) {
        return session.style().live() ? ShownProgress.bar(session.terminal(), session.style(), session.nanoTime())
                : ShownProgress.lines(session.terminal(), session.nanoTime());
    }

    private static ToldJob watch(Session session, ServiceCaller gateway, ProgressView progress, String id) {
        try (LastWord _ = new LastWord(session.terminal(), goesOn(id))) {
            return new JobFollower(gateway, progress, session.pause()).untilEnd(id);
        }
    }

    static List<String> goesOn(String id) {
        return List.of("The job goes on. To watch it again, or to cancel it:",
                "  outrigger jobs watch " + id, "  outrigger jobs cancel " + id);
    }

    ToldJob untilEnd(String id) {
        for (long delayMs = FIRST_MS;; delayMs = Math.min(LONGEST_MS, delayMs * 3 / 2)) {
            ToldJob job = ToldJob.of(gateway.read(JobPaths.job(id)));
            progress.saw(job);
            if (job.hasEnded()) {
                return job;
            }
            pause.of(Duration.ofMillis(delayMs));
        }
    }
}
