package io.outrigger.observability;

import io.outrigger.testing.Checkout;
import io.outrigger.testing.manifests.Manifest;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What decides in a cluster: the queries by which KEDA scales and by which Argo Rollouts judges a canary. */
final class DeliveryQueries {
    private static final Path FOLDER = Checkout.ROOT.resolve("gitops");

    private DeliveryQueries() {
    }

    static Stream<Query> all() {
        return SourceFiles.below(FOLDER, ".yaml").stream().filter(file -> !file.startsWith(FOLDER.resolve("target")))
                .flatMap(file -> Manifest.read(file).stream()).flatMap(DeliveryQueries::of);
    }

    private static Stream<Query> of(Manifest manifest) {
        Stream<String> queries = switch (manifest.kind()) {
            case "ScaledObject" -> manifest.list("/spec/triggers").stream().map(trigger -> trigger.at("/metadata/query").asText());
            case "ClusterAnalysisTemplate", "AnalysisTemplate" -> manifest.list("/spec/metrics").stream()
                    .map(metric -> metric.at("/provider/prometheus/query").asText());
            default -> Stream.of();
        };
        return queries.filter(query -> !query.isEmpty()).map(query -> new Query(manifest.toString(), query));
    }
}
