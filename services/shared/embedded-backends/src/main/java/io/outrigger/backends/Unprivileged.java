package io.outrigger.backends;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The way in which PostgreSQL, which refuses to run as root, is run here. In containers and on CI everything is root, so root must do.
 */
enum Unprivileged {
    /** We are an ordinary user: nothing to do. */
    AS_OURSELVES(List.of()),

    /** Root outside, nobody inside a user namespace of its own: files stay root's. */
    IN_USER_NAMESPACE(List.of("unshare", "-U")),

    /**
     * Where user namespaces are blocked: as the user nobody, who owns the data, with the one capability to pass root's directories,
     * and with the secure bit by which access(2), with which PostgreSQL looks for itself, counts that capability too.
     */
    AS_NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"));

    private static final int NOBODY = 65534;

    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = prefix;
    }

    static long ownUserId() {
        return new UnixSystem().getUid();
    }

    static Unprivileged detect() {
        if (ownUserId() != 0) {
            return AS_OURSELVES;
        }
        return Stream.of(IN_USER_NAMESPACE, AS_NOBODY).filter(Unprivileged::works).findFirst().orElseThrow(() -> new BackendException(
                "PostgreSQL refuses to run as root, and neither unshare -U nor setpriv works here; run as an ordinary user."));
    }

    private boolean works() {
        try {
            return new ProcessBuilder(command(List.of("true"))).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // the tool is not there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }

    /** Gives the data to the user the server will run as, if an earlier run on another machine or kernel left them to another. */
    void handOver(Path data) throws IOException {
        int user = this == AS_NOBODY ? NOBODY : (int) ownUserId();
        if (this == AS_OURSELVES || user == (Integer) Files.getAttribute(data, "unix:uid")) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
