package io.outrigger.chassis.server;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which ports ask no caller for a token. It is by design, and whoever reaches them from elsewhere should be meant to. */
final class OpenPorts {

    private OpenPorts() {
    }

    /**
     * What is said at the start of a service that others than this machine can reach.
     *
     * @param table what asks for tokens; empty where nothing does
     * @param restPort 0 where there is none, as grpcPort
     */
    static Optional<String> warning(String host, Optional<AccessTable> table, int restPort, int grpcPort, int managementPort) {
        if (isLoopback(host)) {
            return Optional.empty();
        }
        List<String> open = new ArrayList<>();
        if (restPort > 0 && table.isEmpty()) {
            open.add("REST " + restPort);
        }
        if (grpcPort > 0 && table.map(OpenPorts::hasOpenMethods).orElse(true)) {
            open.add("gRPC " + grpcPort);
        }
        open.add("management " + managementPort);
        return Optional.of("bound to " + host + ", and asks for no token at " + String.join(", ", open)
                + ": only the mesh's policies, or a network that nobody else is in, keep others from them");
    }

    private static boolean hasOpenMethods(AccessTable table) {
        return table.methods().values().stream().anyMatch(who -> who.proof() == Who.Proof.IDENTITY_IN_THE_MESH);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException cannotBeBoundEither) {
            return false;
        }
    }
}
