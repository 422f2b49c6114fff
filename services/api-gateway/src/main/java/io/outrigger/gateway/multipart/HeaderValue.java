package io.outrigger.gateway.multipart;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header's value with its parameters, {@code form-data; name="file"}; null where it cannot be read.
 *
 * @param parameters by their names in lower case
 */
record HeaderValue(String value, Map<String, String> parameters) {

    /** Reads a value; a parameter may be a token or a quoted text, and may come once. */
    static HeaderValue parse(String text) {
        int semicolon = text.indexOf(';');
        String value = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        Map<String, String> parameters = new LinkedHashMap<>();
        int at = semicolon < 0 ? text.length() : semicolon;
        while (at < text.length()) {
            at = skipBlanks(text, at + 1);
            if (at == text.length()) {
                break; // a semicolon at the end, as some write it
            }
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder read = new StringBuilder();
            at = parameter(text, skipBlanks(text, equals + 1), read);
            if (at < 0 || !name.matches("[a-z0-9*_-]{1,40}") || parameters.put(name, read.toString()) != null) {
                return null;
            }
        }
        return new HeaderValue(value, parameters);
    }

    /** @return where the next semicolon or the end is; negative where the text is neither token nor quoted */
    private static int parameter(String text, int from, StringBuilder read) {
        int at = from;
        if (at == text.length() || text.charAt(at) != '"') {
            int end = text.indexOf(';', at);
            read.append(text, at, end < 0 ? text.length() : end);
            String token = read.toString().strip();
            read.setLength(0);
            read.append(token);
            return token.isEmpty() || token.indexOf('"') >= 0 ? -1 : end < 0 ? text.length() : end;
        }
        for (at++; at < text.length(); at++) {
            char found = text.charAt(at);
            if (found == '"') {
                int end = skipBlanks(text, at + 1);
                return end == text.length() || text.charAt(end) == ';' ? end : -1;
            }
            boolean escaped = found == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
            read.append(escaped ? text.charAt(++at) : found); // a lone backslash is one: browsers of old sent whole paths
        }
        return -1;
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return Math.min(at, text.length());
    }
}
