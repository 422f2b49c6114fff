package io.outrigger.gateway.jobs;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import java.time.Duration;

/**
 * The settings of jobs at the gateway.
 *
 * @param worker where jobs go
 * @param callTimeout time of a call of the worker whose caller set none; a submit may put 32 MiB into S3
 * @param fileBytesMax one uploaded file
 * @param streamsMax uploads, downloads and watched jobs at once, so that they cannot take every place from inferences
 * @param eventsKeepAlive after which a watcher to whom nothing was to be told gets a comment
 */
public record JobsConfig(HostPort worker, Duration callTimeout, long fileBytesMax, int streamsMax, Duration eventsKeepAlive) {

    public static JobsConfig from(Settings settings) {
        return new JobsConfig(
                settings.hostPort("WORKER_GRPC", new HostPort("localhost", 9084), "gRPC address of the batch-worker"),
                settings.positive("JOB_CALL_TIMEOUT", Duration.ofSeconds(60), "time of a call of the batch-worker that sets none"),
                settings.bytes("FILE_BYTES_MAX", 8L << 30, "largest file that is uploaded"),
                settings.integer("JOB_STREAMS_MAX", 256, 1, 1_000_000, "uploads, downloads and watched jobs at once"),
                settings.positive("EVENTS_KEEP_ALIVE", Duration.ofSeconds(15),
                        "wait until who watches a job is told that nothing is new"));
    }
}
