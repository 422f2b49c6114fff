package io.outrigger.delivery.policy;

import java.util.List;
import java.util.function.Function;

/**
 * One rule over all manifests of an environment.
 *
 * @param name what it wants, as a sentence
 * @param violations a sentence for each place that breaks it
 */
public record Policy(String name, Function<Manifests, List<String>> violations) {

    public List<String> broken(Manifests manifests) {
        return violations.apply(manifests);
    }

    @Override
    public String toString() {
        return name;
    }
}
