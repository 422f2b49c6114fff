package io.outrigger.batchworker.work;

import io.outrigger.batchworker.job.Effect;
import io.outrigger.batchworker.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line in the log that says how a job ended. */
final class JobEnds {

    private static final Logger LOG = LoggerFactory.getLogger(JobEnds.class);

    private JobEnds() {
    }

    /** Says it where that has just happened; to be called behind the commit. */
    static void log(Happened what, Instant now) {
        if (what.effect(Effect.Ended.class).isEmpty()) {
            return;
        }
        Job job = what.job().job();
        LOG.atInfo()
                .setMessage("job ended")
                .addKeyValue("job", job.id())
                .addKeyValue("state", job.state().name().toLowerCase(Locale.ROOT))
                .addKeyValue("model", what.job().terms().model().name())
                .addKeyValue("version", what.job().terms().model().version())
                .addKeyValue("rows", job.rows())
                .addKeyValue("completed", job.answered().completed())
                .addKeyValue("failed", job.answered().failed())
                .addKeyValue("duration_ms", Duration.between(job.createdAt(), now).toMillis())
                .log();
    }
}
