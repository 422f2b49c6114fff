package io.outrigger.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.delivery.policy.ArgoPolicies;
import io.outrigger.delivery.policy.DestinationPolicies;
import io.outrigger.delivery.policy.Manifests;
import io.outrigger.delivery.policy.Policy;
import io.outrigger.delivery.policy.RolloutPolicies;
import io.outrigger.delivery.policy.RoutePolicies;
import io.outrigger.delivery.policy.SecurityPolicies;
import io.outrigger.delivery.policy.WorkloadPolicies;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy holds in every environment. {@link MutationsTest} shows that each of them can be broken. */
class PoliciesTest {

    static List<Policy> ofAnEnvironment() {
        return Stream.of(RoutePolicies.all(), DestinationPolicies.all(), SecurityPolicies.all(), RolloutPolicies.all(),
                WorkloadPolicies.all())
                .flatMap(List::stream).toList();
    }

    static Stream<Arguments> everyPolicy() {
        return Stream.concat(
                Repository.ENVIRONMENTS.stream().flatMap(environment -> ofAnEnvironment().stream().map(policy -> Arguments.of(
                        Named.of(environment, Repository.environment(environment)), policy))),
                ArgoPolicies.all().stream().map(policy -> Arguments.of(Named.of("argocd", Repository.argo()), policy)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyPolicy")
    void holds(Manifests manifests, Policy policy) {
        assertThat(policy.broken(manifests)).isEmpty();
    }
}
