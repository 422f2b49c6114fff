package io.outrigger.observability.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an expression. What is none is refused with its place. */
final class Tokens {
    private static final Pattern WORD = Pattern.compile("""
            (?<space>\\s+|\\#[^\\n]*)\
            |(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\
            |(?<string>"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`)\
            |(?<number>[0-9][0-9a-zA-Z_.]*|\\.[0-9]+)\
            |(?<range>\\[[^\\]]*\\])\
            |(?<mark>=~|!~|!=|==|<=|>=|[-+*/%^(){},=<>@])""");

    private Tokens() {
    }

    static List<Token> of(String expression) {
        List<Token> tokens = new ArrayList<>();
        Matcher words = WORD.matcher(expression);
        int place = 0;
        while (place < expression.length()) {
            if (!words.find(place) || words.start() != place) {
                throw new IllegalArgumentException("no PromQL at '" + expression.substring(place) + "' of " + expression);
            }
            for (Token.Kind kind : Token.Kind.values()) {
                String text = words.group(kind.name().toLowerCase(java.util.Locale.ROOT));
                if (text != null) {
                    tokens.add(new Token(kind, kind == Token.Kind.STRING ? text.substring(1, text.length() - 1) : text));
                }
            }
            place = words.end();
        }
        return tokens;
    }
}
