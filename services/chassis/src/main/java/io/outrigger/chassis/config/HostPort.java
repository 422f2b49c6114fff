package io.outrigger.chassis.config;

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
            throw new IllegalArgumentException("expected host:port, found '" + text + "'");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!host.matches("[0-9A-Fa-f:.]+")) {
                throw new IllegalArgumentException("expected an IPv6 address in brackets, found '" + text + "'");
            }
        } else if (host.length() > HOST_CHARACTERS_MAX || !host.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")) {
            throw new IllegalArgumentException("expected host:port, found '" + text + "'");
        }
        String digits = text.substring(colon + 1);
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 65_535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535, found '" + digits + "'");
        }
        return new HostPort(host, Integer.parseInt(digits));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
