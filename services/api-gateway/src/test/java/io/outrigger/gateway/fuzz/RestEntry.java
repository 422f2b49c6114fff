package io.outrigger.gateway.fuzz;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.gateway.access.GatewayAccess;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** One address of the gateway with one of its methods. */
record RestEntry(String method, String path) {

    private static final List<String> ANY_METHOD = List.of("GET", "POST");

    /** Every one of the table, so a new one is fuzzed without a word here. */
    static List<RestEntry> all() {
        return Stream.concat(GatewayAccess.TABLE.routes().stream().flatMap(route -> route.methods().keySet().stream()
                .flatMap(method -> method.equals(AccessTable.EVERY_METHOD) ? ANY_METHOD.stream() : Stream.of(method))
                .map(method -> new RestEntry(method, route.path()))), Stream.of(new RestEntry("GET", "/health"))).toList();
    }

    static List<RestEntry> withBody() {
        return all().stream().filter(entry -> entry.method().matches("POST|PUT|PATCH")).toList();
    }

    /** One of them, seldom of what is refused whatever is asked. */
    static Arbitrary<RestEntry> of(List<RestEntry> entries) {
        Map<Boolean, List<RestEntry>> byRefusal = entries.stream().collect(Collectors.partitioningBy(RestEntry::isRefused));
        return byRefusal.get(true).isEmpty() ? Arbitraries.of(entries)
                : Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.of(byRefusal.get(false))), Tuple.of(1,
                        Arbitraries.of(byRefusal.get(true))));
    }

    private boolean isRefused() {
        return GatewayAccess.TABLE.routes().stream()
                .anyMatch(route -> route.path().equals(path) && route.methods().containsKey(AccessTable.EVERY_METHOD));
    }
}
