package io.outrigger.observability.promql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an expression of PromQL reads, and by which labels it groups and joins. Its words are read one after the other: a name is a metric
 * unless it is an operator, or what follows makes it a function, an aggregation or a list of labels.
 */
public final class Expression {
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "inf", "nan", "start", "end");
    private static final Set<String> BEFORE_LABELS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private final List<Token> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupingLabels = new LinkedHashSet<>();
    private int place;

    private Expression(String text) {
        tokens = Tokens.of(text);
    }

    public static Expression of(String text) {
        Expression expression = new Expression(text);
        expression.read();
        return expression;
    }

    public List<Selector> selectors() {
        return List.copyOf(selectors);
    }

    public Set<String> groupingLabels() {
        return Set.copyOf(groupingLabels);
    }

    private void read() {
        while (place < tokens.size()) {
            Token token = tokens.get(place++);
            if (token.is("{")) {
                addSelector("");
            } else if (token.isName() && token.text().equals("offset")) {
                place += next().is("-") ? 2 : 1;
            } else if (token.isName() && BEFORE_LABELS.contains(token.text())) {
                readLabels();
            } else if (token.isName() && !OPERATORS.contains(token.text()) && !isFunction()) {
                if (next().is("{")) {
                    place++;
                    addSelector(token.text());
                } else {
                    selectors.add(new Selector(token.text(), Map.of()));
                }
            }
        }
    }

    /** A function has its arguments behind it, an aggregation may have its labels there first. */
    private boolean isFunction() {
        return next().is("(") || next().isName() && Set.of("by", "without").contains(next().text());
    }

    private void readLabels() {
        if (next().is("(")) {
            for (place++; !next().is(")"); place++) {
                if (next().isName()) {
                    groupingLabels.add(next().text());
                }
            }
            place++;
        }
    }

    /** From behind the brace to behind the other. */
    private void addSelector(String name) {
        Map<String, String> matchers = new LinkedHashMap<>();
        while (!next().is("}")) {
            if (next().isName()) {
                matchers.put(next().text(), tokens.get(place + 2).text());
                place += 2;
            }
            place++;
        }
        place++;
        String named = matchers.remove("__name__");
        selectors.add(new Selector(named == null ? name : named, matchers));
    }

    private Token next() {
        return place < tokens.size() ? tokens.get(place) : new Token(Token.Kind.MARK, "");
    }
}
