package io.outrigger.chassis.server;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may change the log level: whoever has the token in the file, or, where there is none, whoever is on this machine. The port itself
 * asks
 * for nothing, and DEBUG of everything costs and tells more than each who reaches it should have.
 */
final class LogLevelRight {

    private static final Logger LOG = LoggerFactory.getLogger(LogLevelRight.class);
    /** And no other loopback address: a sidecar passes on what comes from outside as 127.0.0.6. */
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");
    private static final String BEARER = "Bearer ";

    private final Optional<Path> tokenFile;

    /** @param tokenFile read at each change, so that the token may be replaced */
    LogLevelRight(Optional<Path> tokenFile) {
        this.tokenFile = tokenFile;
    }

    /** Returns where the caller may. */
    void require(ServerRequest request) {
        if (tokenFile.isEmpty()) {
            String host = request.remotePeer().address() instanceof InetSocketAddress socket ? socket.getAddress().getHostAddress() : "";
            if (!THIS_MACHINE.contains(host)) {
                throw new ServiceException(ErrorCode.FORBIDDEN, "The log level is changed from 127.0.0.1, or with the token of "
                        + "MANAGEMENT_TOKEN_FILE, which is not set; this comes from " + Quote.bare(host) + ".");
            }
            return;
        }
        String sent = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
        if (!sent.startsWith(BEARER) || !isToken(sent.substring(BEARER.length()))) {
            throw new ServiceException(ErrorCode.UNAUTHENTICATED_CALLER,
                    "The log level is changed with the token of MANAGEMENT_TOKEN_FILE, "
                    + "as 'Authorization: Bearer …'; " + (sent.isEmpty() ? "there is none." : "this is another."));
        }
    }

    private boolean isToken(String sent) {
        try {
            String token = Files.readString(tokenFile.get()).strip();
            return !token.isEmpty()
                    && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            LOG.warn("the token of MANAGEMENT_TOKEN_FILE cannot be read, and nobody may change the log level: {}", unreadable.toString());
            return false;
        }
    }
}
