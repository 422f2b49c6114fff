package io.outrigger.orchestrator.backend;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.VersionNumber;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a request goes.
 *
 * @param version empty when the fleet is to choose
 * @param routed whether a hop before this one chose the fleet, and so has found the model in the registry
 * @param servedAs the fleet's name and number for it, where they are not these
 */
public record Destination(String model, OptionalLong version, String fleet, boolean routed, Optional<ServedAs> servedAs) {

    /** A destination that its fleet knows under the names the caller uses. */
    public Destination(String model, OptionalLong version, String fleet, boolean routed) {
        this(model, version, fleet, routed, Optional.empty());
    }

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
            throw new ServiceException(ErrorCode.INVALID_HEADER, PlatformHeader.MODEL.headerName() + " says "
                    + Quote.of(headers.model()) + " but the message is for model " + Quote.of(model) + ".");
        }
        boolean routed = !headers.fleet().isEmpty();
        return new Destination(model, version(requestedVersion, headers.version()), routed ? headers.fleet() : Fleet.DEFAULT, routed,
                ServedAs.ofText(headers.servedAs()));
    }

    private static OptionalLong version(String requested, String pinned) {
        if (!pinned.isEmpty()) {
            return OptionalLong.of(VersionNumber.parse(pinned));
        }
        if (requested.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!VersionNumber.looksLike(requested)) {
            throw new ServiceException(ErrorCode.INVALID_VERSION, "The orchestrator takes versions such as 'v3' or '3' and resolves no "
                    + "aliases; found " + Quote.of(requested) + ". The router and the gateway resolve them.");
        }
        return OptionalLong.of(VersionNumber.parse(requested));
    }

    /** The same place, which its fleet knows under other names. */
    public Destination servedAs(ServedAs names) {
        return new Destination(model, version, fleet, routed, Optional.of(names));
    }

    /** The model as the fleet's servers call it. */
    public String modelOnTheWire() {
        return servedAs.map(ServedAs::model).orElse(model);
    }

    /** The version as the fleet's servers read it: {@code 3}, or nothing. */
    public String versionOnTheWire() {
        if (servedAs.isPresent()) {
            return Long.toString(servedAs.get().version());
        }
        return version.isPresent() ? Long.toString(version.getAsLong()) : "";
    }

    /** The version for labels: {@code v3}, or nothing. */
    public String versionText() {
        return version.isPresent() ? VersionNumber.text(version.getAsLong()) : "";
    }

    /** Model, version and fleet, for a sentence. */
    String words() {
        String where = "fleet " + Quote.of(fleet);
        String which = (version.isPresent() ? " " + versionText() : "")
                + servedAs.map(own -> ", served as " + Quote.of(own.model()) + " " + VersionNumber.text(own.version())).orElse("");
        return model.isEmpty() ? where : "model " + Quote.of(model) + which + ", " + where;
    }
}
