package io.outrigger.router.route;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.registry.VersionNumber;

/**
 * What a request asks for.
 *
 * <p>A header pins the version that a hop before has resolved, so that an alias which moves meanwhile changes nothing; without
 * it, the message says. Header and message may not contradict each other: a permission was checked for one of them.
 *
 * @param version a version, an alias, or nothing
 */
public record RequestedModel(String model, String version) {

    /**
     * Applies the rules.
     *
     * @throws ServiceException MISSING_FIELD without a model, INVALID_HEADER when headers and message contradict each other
     */
    public static RequestedModel of(String model, String version, RoutingHeaders headers) {
        if (model.isEmpty()) {
            throw new ServiceException(ErrorCode.MISSING_FIELD, "The request has no model name.");
        }
        if (!headers.model().isEmpty() && !headers.model().equals(model)) {
            throw contradiction(PlatformHeader.MODEL, headers.model(), "model", model);
        }
        if (headers.version().isEmpty()) {
            return new RequestedModel(model, version);
        }
        if (!VersionNumber.looksLike(headers.version())) {
            throw new ServiceException(ErrorCode.INVALID_HEADER, PlatformHeader.VERSION.headerName()
                    + " must be a version such as 'v3'; found " + Quote.of(headers.version()) + ".");
        }
        long pinned = VersionNumber.parse(headers.version());
        if (VersionNumber.looksLike(version) && VersionNumber.parse(version) != pinned) {
            throw contradiction(PlatformHeader.VERSION, headers.version(), "version", version);
        }
        return new RequestedModel(model, VersionNumber.text(pinned));
    }

    private static ServiceException contradiction(PlatformHeader header, String says, String what, String inMessage) {
        return new ServiceException(ErrorCode.INVALID_HEADER, header.headerName() + " says " + Quote.of(says)
                + " but the message is for " + what + " " + Quote.of(inMessage) + ".");
    }
}
