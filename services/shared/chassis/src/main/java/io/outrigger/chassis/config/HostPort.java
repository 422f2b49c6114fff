package io.outrigger.chassis.config;

import io.outrigger.chassis.errors.Quote;
import java.net.Inet6Address;
import java.net.URI;
import java.net.URISyntaxException;

/** An address to call, such as {@code triton:8001} or {@code [::1]:8001}. */
public record HostPort(String host, int port) {

    private static final int HOST_CHARACTERS_MAX = 253;

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException with a sentence when it is none
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new IllegalArgumentException("expected host:port, found " + Quote.of(text));
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!isIpv6(host)) {
                throw new IllegalArgumentException("expected an IPv6 address in brackets, found " + Quote.of(text));
            }
        } else if (host.length() > HOST_CHARACTERS_MAX || !isName(host)) {
            throw new IllegalArgumentException("expected host:port, found " + Quote.of(text));
        }
        String digits = text.substring(colon + 1);
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535, found " + Quote.of(digits));
        }
        return new HostPort(host, Integer.parseInt(digits));
    }

    /** A name or IPv4 address as URIs have them: gRPC dials no other, such as one with an underscore. */
    private static boolean isName(String host) {
        try {
            return host.matches("[A-Za-z0-9.-]+") && new URI("//" + host).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Without a zone: which link is meant is known on one machine only. */
    private static boolean isIpv6(String host) {
        if (!host.matches("[0-9A-Fa-f:.]+")) {
            return false;
        }
        try {
            return Inet6Address.ofLiteral(host) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
