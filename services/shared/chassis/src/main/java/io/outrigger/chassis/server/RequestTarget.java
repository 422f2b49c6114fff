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
    /** A letter, digit or other character that needs no percent-encoding, and the slashes, which mean another path when they are encoded.
     * */
    private static final Pattern NEEDLESS_PERCENT = Pattern.compile("%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[DdEeFf]|5[CcFf]|7[Ee])");
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");
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
        requireOneSpelling(path.substring(0, path.indexOf('?') < 0 ? path.length() : path.indexOf('?')));
        return path;
    }

    /**
     * Refuses a path that means the same as another one, or the start of another one. Proxies and the mesh's policies match on paths as
     * they
     * are written, each with its own idea of what is to be taken out of them; so what is served has one spelling.
     */
    private static void requireOneSpelling(String path) {
        var encoded = NEEDLESS_PERCENT.matcher(path);
        if (path.indexOf(';') >= 0) {
            throw ambiguous("parameters behind ';'", path);
        }
        if (path.contains("//")) {
            throw ambiguous("an empty segment, '//'", path);
        }
        if (encoded.find()) {
            throw ambiguous("'" + encoded.group() + "', which is a slash or is written as it is", path);
        }
        if (DOT_SEGMENT.matcher(path).find()) {
            throw ambiguous("a segment '.' or '..'", path);
        }
    }

    private static ServiceException ambiguous(String what, String path) {
        return malformed("The path has " + what + "; paths are taken as they are written, and none here has that. Found "
                + Quote.of(path) + ".");
    }

    private static boolean isOfPaths(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || PATH_CHARACTERS.indexOf(c) >= 0;
    }

    private static ServiceException malformed(String sentence) {
        return new ServiceException(ErrorCode.MALFORMED_REQUEST, sentence);
    }
}
