package io.outrigger.gateway.listing;

import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of an address that lists: the page, and those of its own. A parameter that is not known is refused. */
public final class PageQuery {

    private static final int PAGE_MAX = 100;

    private final UriQuery query;

    private PageQuery(UriQuery query) {
        this.query = query;
    }

    /** @param further parameters that the address takes beside {@code limit} and {@code after} */
    public static PageQuery of(ServerRequest request, String... further) {
        Set<String> known = new TreeSet<>(List.of("limit", "after"));
        known.addAll(List.of(further));
        for (String name : request.query().names()) {
            if (!known.contains(name)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "The address has a parameter " + Quote.of(name) + " that is not known here; " + known + " are.");
            }
        }
        return new PageQuery(request.query());
    }

    /**
     * How many items are wanted, 0 where that is not said; never more than a page has.
     *
     * @param max what may be asked for
     */
    public int limit(int max) {
        return Math.min(PAGE_MAX, wholeNumber("limit", max).orElse(0));
    }

    /** A parameter that is a number from 1 on; empty where it does not come. */
    public OptionalInt wholeNumber(String name, int max) {
        String text = one(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + name + " must be a whole number from 1 to " + max
                    + "; found " + Quote.of(text) + ".");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    /** What a parameter says that may come once; empty where it does not come. */
    public String one(String name) {
        List<String> values = query.all(name, List::of);
        if (values.size() > 1) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "The parameter " + name + " must come once; it comes " + values.size() + " times.");
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    /** What a parameter says that may come several times, or once with commas. */
    public List<String> several(String name) {
        return query.all(name, List::of).stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    }
}
