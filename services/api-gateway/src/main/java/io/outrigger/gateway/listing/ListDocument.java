package io.outrigger.gateway.listing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;

/** A page of a list as OpenAI's clients read it: the next one begins behind {@code last_id}. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ListDocument<T>(String object, List<T> data, String firstId, String lastId, boolean hasMore) {

    public static <T> ListDocument<T> of(List<T> data, Function<T, String> id, boolean hasMore) {
        return new ListDocument<>("list", data, data.isEmpty() ? null : id.apply(data.getFirst()),
                data.isEmpty() ? null : id.apply(data.getLast()), hasMore);
    }
}
