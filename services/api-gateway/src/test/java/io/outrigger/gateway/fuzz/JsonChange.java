package io.outrigger.gateway.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.chassis.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One change of a JSON document, by its structure.
 *
 * @param place of the value that it changes, from 0 for the first to 1 for the last
 * @param text what comes instead, or how a field is called; JSON or nearly
 */
record JsonChange(double place, Kind kind, String text) {

    enum Kind {
        DROP, TWICE, RENAME, REPLACE, REPLACE_MORE, NEST_IN_LIST, NEST_IN_OBJECT
    }

    private static final int DEEP = 2_000;

    private static final List<String> VALUES = List.of("null", "true", "0", "-1", "1", "2", "1.5", "1e5", "-0", "1e400", "-1e-400",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "1".repeat(900), "[]", "{}", "[[]]",
            "[0,4]", "[-1,4]", "[1,5]", "[4611686018427387905,4]", "[9223372036854775807,64]", "[1,null,true]", "[1,2,3,4e38]",
            quoted(""), quoted(" "), quoted("x".repeat(2_000)), quoted("\\ud800"), quoted("\\u0000"), quoted("a\\r\\nX: y"),
            quoted("\u00e9\ud83d\ude00"), quoted("AAAA"), quoted("AAA"), quoted("****"), quoted("iVBORw0KGgo="),
            quoted("data:image/png;base64,AAAA"), quoted("v1"), quoted("v01"), quoted("99999999999999999999"), quoted("canary"),
            quoted("../1"), quoted("plain"), quoted("sample-classifier"), quoted("a"), quoted("FP64"), quoted("BYTES"), quoted("BOOL"),
            quoted("INT8"), quoted("24h"), quoted("999999999999h"), quoted("-1s"), quoted("https://x/"), quoted("https://["),
            quoted("s3://b/k"), quoted("admin"), quoted("high"));
    private static final List<String> NO_VALUES = List.of("NaN", "-Infinity", "01", "0x10", "[".repeat(DEEP),
            "[".repeat(90) + "]".repeat(90),
            quoted("\\x"), "'a'", "/* */1", "\u0000", "tru", "", "1".repeat(1_200));

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    static Arbitrary<JsonChange> any() {
        Arbitrary<String> texts = Arbitraries.frequencyOf(Tuple.of(7, Arbitraries.of(VALUES)), Tuple.of(1, Arbitraries.of(NO_VALUES)));
        return Combinators.combine(Arbitraries.doubles().between(0, 1), Arbitraries.of(Kind.class), texts).as(JsonChange::new);
    }

    /** The document with these changes; two of one value are the last. */
    static String of(String good, List<JsonChange> changes) {
        JsonNode tree = parsed(good);
        int values = count(tree);
        Map<Integer, JsonChange> byValue = new HashMap<>();
        changes.forEach(change -> byValue.put((int) Math.min(values - 1, change.place() * values), change));
        Writer writer = new Writer(byValue);
        writer.value(null, tree);
        return writer.text.toString();
    }

    private static JsonNode parsed(String good) {
        try {
            return Json.parse(good.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(JsonNode node) {
        int values = 1;
        for (JsonNode child : node) {
            values += count(child);
        }
        return values;
    }

    /** Writes a tree value by value, each with its field's name before it. */
    private static final class Writer {

        private final Map<Integer, JsonChange> changes;
        private final StringBuilder text = new StringBuilder();
        private int next;

        Writer(Map<Integer, JsonChange> changes) {
            this.changes = changes;
        }

        private void value(String field, JsonNode node) {
            JsonChange change = changes.get(next);
            switch (change == null ? null : change.kind()) {
                case null -> plain(field, node);
                case DROP -> {
                    next += count(node);
                    if (text.toString().endsWith(",")) {
                        text.setLength(text.length() - 1);
                    }
                }
                case TWICE -> {
                    int first = next;
                    plain(field, node);
                    text.append(',');
                    next = first;
                    plain(field, node);
                }
                case RENAME -> plain(field == null ? null : field + "s", node);
                case REPLACE, REPLACE_MORE -> {
                    next += count(node);
                    name(field);
                    text.append(change.text());
                }
                case NEST_IN_LIST -> nested(field, node, "[", "]");
                case NEST_IN_OBJECT -> nested(field, node, """
                        {"x":""", "}");
            }
        }

        private void nested(String field, JsonNode node, String open, String shut) {
            name(field);
            text.append(open);
            plain(null, node);
            text.append(shut);
        }

        private void name(String field) {
            if (field != null) {
                text.append(quoted(field)).append(':');
            }
        }

        private void plain(String field, JsonNode node) {
            name(field);
            next++;
            if (node.isObject()) {
                text.append('{');
                node.properties().forEach(entry -> {
                    comma();
                    value(entry.getKey(), entry.getValue());
                });
                text.append('}');
            } else if (node.isArray()) {
                text.append('[');
                node.forEach(child -> {
                    comma();
                    value(null, child);
                });
                text.append(']');
            } else {
                text.append(node);
            }
        }

        private void comma() {
            if ("{[".indexOf(text.charAt(text.length() - 1)) < 0) {
                text.append(',');
            }
        }
    }
}
