package io.outrigger.chassis.server;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a request goes, out of its request line and Host header (RFC 9112, 3.2), known to be written as RFC 3986 has it.
 *
 * @param path path and query, percent-encoded as the client wrote them
 */
record RequestTarget(String host, String path) {

    private static final String WITHOUT_HOST = "localhost";
    private static final String PATH_CHARACTERS = "-._~!$&'()*+,;=:@/?%";
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Za-z:.]+]|[-A-Za-z0-9._~!$&'()*+,;=%]+)(:\\d*)?");
    private static final Pattern BROKEN_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}");

    /** @param host the Host header, empty where the client named none */
    static RequestTarget of(String method, String target, String host) {
        String scheme = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
        if (method.equals("CONNECT")) {
            throw malformed("CONNECT asks for a proxy, and there is none here; ask for a path that begins with '/'.");
        }
        if (target.equals("*")) {
            if (!method.equals("OPTIONS")) {
                throw malformed("Only OPTIONS may ask for '*'; a path that begins with '/' is expected.");
            }
            return new RequestTarget(host(host), "/");
        }
        if (scheme.startsWith("http://") || scheme.startsWith("https://")) {
            return absolute(target);
        }
        if (!target.startsWith("/")) {
            throw malformed("The address must begin with '/' or 'http://'; found " + Quote.of(target) + ".");
        }
        return new RequestTarget(host(host), path(target));
    }

    /** A target that names its host itself; that one counts, whatever the Host header says. */
    private static RequestTarget absolute(String target) {
        int authority = target.indexOf("//") + 2;
        int end = authority;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String host = target.substring(authority, end);
        if (host.isEmpty() || host.contains("@")) {
            throw malformed("The address " + Quote.of(target) + " must name a host, without a user.");
        }
        String rest = target.substring(end);
        return new RequestTarget(host(host), path(rest.startsWith("/") ? rest : "/" + rest));
    }

    private static String host(String host) {
        if (host.isEmpty()) {
            return WITHOUT_HOST;
        }
        if (!HOST.matcher(host).matches() || BROKEN_PERCENT.matcher(host).find()) {
            throw malformed("The Host must be a name or an address, and may have a port; found " + Quote.of(host) + ".");
        }
        return host.endsWith(":") ? host.substring(0, host.length() - 1) : host;
    }

    private static String path(String path) {
        path.chars().filter(c -> !isOfPaths(c)).findFirst().ifPresent(c -> {
            throw malformed("The address has " + (c > 0x20 && c < 0x7f ? "a '" + (char) c + "'" : "a byte %02X".formatted(c))
                    + ", which is expected percent-encoded there as %%%02X; found ".formatted(c) + Quote.of(path) + ".");
        });
        var broken = BROKEN_PERCENT.matcher(path);
        if (broken.find()) {
            throw malformed("The address has '" + broken.group()
                    + "'; behind '%' two hexadecimal digits are expected, and '%25' for a '%'.");
        }
        return path;
    }

    private static boolean isOfPaths(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || PATH_CHARACTERS.indexOf(c) >= 0;
    }

    private static ServiceException malformed(String sentence) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, sentence);
    }
}
