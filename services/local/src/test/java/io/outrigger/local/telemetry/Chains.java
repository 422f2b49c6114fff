package io.outrigger.local.telemetry;

import io.outrigger.testing.ExportedSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Spans in the order in which each is part of the one before. */
final class Chains {

    private Chains() {
    }

    /** The longest such order from the span whose parent is not among them. */
    static List<ExportedSpan> of(List<ExportedSpan> spans) {
        Set<String> known = spans.stream().map(span -> span.id().span()).collect(Collectors.toSet());
        Map<String, List<ExportedSpan>> parts = spans.stream().collect(Collectors.groupingBy(ExportedSpan::parent));
        List<ExportedSpan> longest = List.of();
        for (ExportedSpan first : spans.stream().filter(span -> !known.contains(span.parent())).toList()) {
            List<ExportedSpan> chain = from(first, span -> parts.getOrDefault(span.id().span(), List.of()));
            longest = chain.size() > longest.size() ? chain : longest;
        }
        return longest;
    }

    private static List<ExportedSpan> from(ExportedSpan first, Function<ExportedSpan, List<ExportedSpan>> parts) {
        List<ExportedSpan> longest = List.of();
        for (ExportedSpan part : parts.apply(first)) {
            List<ExportedSpan> chain = from(part, parts);
            longest = chain.size() > longest.size() ? chain : longest;
        }
        List<ExportedSpan> whole = new ArrayList<>(List.of(first));
        whole.addAll(longest);
        return whole;
    }
}
