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
        return Map.ofEntries(
                entry("resets", CallFloods::resets),
                entry("provoked-resets", CallFloods::provokedResets),
                entry("unfinished-messages", CallFloods::unfinishedMessages),
                entry("announced-bodies", ConnectionFloods::announcedBodies),
                entry("unread-answers", ConnectionFloods::unreadAnswers),
                entry("idle-connections", ConnectionFloods::idleConnections),
                entry("trickled-upload", ConnectionFloods::trickledUploads),
                entry("status-streams", ConnectionFloods::statusStreams),
                entry("unknown-keys", RequestFloods::unknownKeys),
                entry("cancelled-jobs", RequestFloods::cancelledJobs),
                entry("unlimited-jobs", RequestFloods::unlimitedJobs));
    }

    private static Map.Entry<String, Attack> entry(String name, Attack attack) {
        return Map.entry(name, attack);
    }

    static int port(String url) {
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1).replaceAll("\\D.*", ""));
    }
}
