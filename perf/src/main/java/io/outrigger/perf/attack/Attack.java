package io.outrigger.perf.attack;

import io.outrigger.perf.load.PlatformFile;
import java.io.IOException;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Something that is done to a platform for as long as it is to go on; it leaves nothing open. */
@FunctionalInterface
interface Attack {

    void run(PlatformFile platform, BooleanSupplier goesOn) throws IOException;

    /** All of them by name. */
    static Map<String, Attack> all() {
        return Map.of(
                "resets", CallFloods::resets,
                "provoked-resets", CallFloods::provokedResets,
                "unfinished-messages", CallFloods::unfinishedMessages,
                "announced-bodies", ConnectionFloods::announcedBodies,
                "unread-answers", ConnectionFloods::unreadAnswers,
                "idle-connections", ConnectionFloods::idleConnections,
                "trickled-upload", ConnectionFloods::trickledUploads,
                "status-streams", ConnectionFloods::statusStreams,
                "unknown-keys", RequestFloods::unknownKeys,
                "cancelled-jobs", RequestFloods::cancelledJobs);
    }

    static int port(String url) {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1).replaceAll("\\D.*", ""));
    }
}
