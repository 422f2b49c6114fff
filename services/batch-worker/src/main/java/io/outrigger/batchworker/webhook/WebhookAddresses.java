package io.outrigger.batchworker.webhook;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;

/** Where jobs may tell their end: whoever submits one must not make this service call what only this service can reach. */
public final class WebhookAddresses {

    private static final int CHARACTERS_MAX = 2_048;

    private final WebhookConfig config;
    private final HostLookup hosts;

    public WebhookAddresses(WebhookConfig config) {
        this(config, HostLookup.ofThisMachine());
    }

    WebhookAddresses(WebhookConfig config, HostLookup hosts) {
        this.config = config;
        this.hosts = hosts;
    }

    /**
     * Returns where a job with this address may be taken; asks for the name's addresses, so it may wait.
     *
     * @throws ServiceException WEBHOOK_NOT_ALLOWED
     */
    public void check(String address) {
        if (!config.isEnabled()) {
            throw refused(address, "this platform has no WEBHOOK_SECRET to sign with, and tells nobody");
        }
        URI uri = read(address);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && config.privateAddresses())) {
            throw refused(address, "an address that begins with https:// is expected");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused(address, "a host is expected, and neither a user nor a fragment");
        }
        try {
            reachable(uri.getHost());
        } catch (UnknownHostException unknown) {
            throw refused(address, "its host has no address, or none that is found in time");
        } catch (ForbiddenAddressException forbidden) {
            throw refused(address, "its host has an address that is not of the internet");
        }
    }

    /** The address of a host that may be called: asked for when it is called, for a name may have changed its mind since. */
    InetAddress reachable(String host) throws UnknownHostException {
        InetAddress[] all = hosts.all(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        if (!config.privateAddresses() && !Arrays.stream(all).allMatch(PublicAddresses::contain)) {
            throw new ForbiddenAddressException();
        }
        return all[0];
    }

    private static URI read(String address) {
        if (address.length() > CHARACTERS_MAX) {
            throw refused(address, "at most " + CHARACTERS_MAX + " characters are expected");
        }
        try {
            return new URI(address);
        } catch (URISyntaxException malformed) {
            throw refused(address, "it is no URL");
        }
    }

    private static ServiceException refused(String address, String why) {
        return new ServiceException(ErrorCode.WEBHOOK_NOT_ALLOWED, "The field webhook.url is " + Quote.of(address) + ": " + why + ".");
    }

    /** A name that leads to where it must not. */
    static final class ForbiddenAddressException extends RuntimeException {
    }
}
