package io.outrigger.metadata.fleets;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Locale;

/** Addresses of fleets as callers write them, in the one spelling that is compared and stored. */
public final class FleetAddress {

    private static final int NAME_CHARACTERS_MAX = 63;

    private FleetAddress() {
    }

    /** Reads {@code host:port}. */
    public static HostPort read(String field, String text) {
        try {
            return normal(HostPort.parse(text));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(field)
                    + " must be the gRPC address of a model server as host:port, "
                    + "without a scheme; found " + Quote.of(text) + ".");
        }
    }

    /** One spelling for hosts that are the same by definition. */
    public static HostPort normal(HostPort address) {
        String host = address.host().toLowerCase(Locale.ROOT);
        return new HostPort(host.equals("localhost") ? "127.0.0.1" : host, address.port());
    }

    /** A fleet's name made of its address, with a number appended where that is taken: {@code triton-8001}, {@code triton-8001-2}. */
    static String fleetName(HostPort address, int attempt) {
        String suffix = "-" + address.port() + (attempt == 1 ? "" : "-" + attempt);
        String host = address.host().replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String shortened = host.substring(0, Math.min(host.length(), NAME_CHARACTERS_MAX - suffix.length())).replaceAll("-+$", "");
        return (shortened.isEmpty() ? "fleet" : shortened) + suffix;
    }
}
