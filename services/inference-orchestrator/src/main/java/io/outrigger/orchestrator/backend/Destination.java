package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registryview.Fleet;
import io.outrigger.registryview.Names;
import io.outrigger.registryview.VersionNumber;
import java.util.OptionalLong;

/**
 * Where a request goes.
 *
 * @param version empty when the fleet is to choose
 * @param routed whether a hop before this one chose the fleet, and so has found the model in the registry
 */
public record Destination(String model, OptionalLong version, String fleet, boolean routed) {

    /**
     * Reads it from the headers, and from the message where a caller comes without them. The header's version wins: where
     * the message names an alias, a hop before this one has resolved it.
     *
     * @throws ServiceException INVALID_HEADER when header and message name different models, INVALID_VERSION for an alias
     *     that nobody has resolved
     */
    public static Destination of(String model, String requestedVersion, RoutingHeaders headers) {
        if (model.isEmpty() && !requestedVersion.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request names a version but no model.");
        }
        if (!headers.model().isEmpty() && !headers.model().equals(model)) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, PlatformHeader.MODEL.headerName() + " says \""
                    + Names.shown(headers.model()) + "\" but the message is for model \"" + Names.shown(model) + "\".");
        }
        boolean routed = !headers.fleet().isEmpty();
        return new Destination(model, version(requestedVersion, headers.version()), routed ? headers.fleet() : Fleet.DEFAULT, routed);
    }

    private static OptionalLong version(String requested, String pinned) {
        if (!pinned.isEmpty()) {
            return OptionalLong.of(VersionNumber.parse(pinned));
        }
        if (requested.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!VersionNumber.looksLike(requested)) {
            throw new ServiceException(ErrorCode.INVALID_VERSION, "The orchestrator takes versions such as \"v3\" or \"3\" and resolves no "
                    + "aliases; found \"" + Names.shown(requested) + "\". The router and the gateway resolve them.");
        }
        return OptionalLong.of(VersionNumber.parse(requested));
    }

    /** The version as model servers read it: {@code 3}, or nothing. */
    public String versionOnTheWire() {
        return version.isPresent() ? Long.toString(version.getAsLong()) : "";
    }

    /** The version for labels: {@code v3}, or nothing. */
    public String versionText() {
        return version.isPresent() ? VersionNumber.text(version.getAsLong()) : "";
    }

    /** Model, version and fleet, for a sentence. */
    String words() {
        String where = "fleet \"" + Names.shown(fleet) + "\"";
        String which = version.isPresent() ? " " + versionText() : "";
        return model.isEmpty() ? where : "model \"" + Names.shown(model) + "\"" + which + ", " + where;
    }
}
