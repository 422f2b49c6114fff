package io.outrigger.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.outrigger.chassis.access.Who;
import io.outrigger.metadata.testing.Bodies;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.testing.AnyMethod;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of the table, tried at the running registry. */
class AccessTableIT {

    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.instances(1);

    private static final String MODEL = "known";
    private static final Set<Code> NO_KEY = Set.of(Code.OK, Code.INVALID_ARGUMENT, Code.NOT_FOUND);

    @BeforeAll
    static void registersAModel() {
        assertThat(REGISTRY.rest().post("/v1/models", Bodies.model(MODEL, "v1")).status()).isEqualTo(201);
    }

    static Stream<Arguments> routes() {
        return RegistryAccess.TABLE.routes().stream().flatMap(route -> route.methods().entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey(), route.path().replaceAll("\\{[a-z]+}", "v1").replace("/openapi/*", "/openapi/ui"),
                        entry.getValue())));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteIsServedToThoseWhoMay(String method, String path, Who who) {
        assertThat(code(method, path, null)).isEqualTo(who.needsToken() ? "unauthenticated_caller" : "");
        if (who.needsToken()) {
            assertThat(code(method, path, REGISTRY.token("infer"))).isEqualTo("forbidden");
        }
        for (String scope : who.scopes()) {
            assertThat(code(method, path, REGISTRY.token(scope)))
                    .isNotIn("unauthenticated_caller", "forbidden", "route_not_found", "method_not_allowed");
        }
    }

    static Stream<Arguments> methods() {
        return RegistryAccess.TABLE.methods().entrySet().stream().filter(entry -> !entry.getKey().contains("reflection"))
                .map((Map.Entry<String, Who> entry) -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMethodIsServedToThoseWhoMay(String method, Who who) {
        assertThat(who).as("whoever reaches the port, which not everybody does").isEqualTo(Who.THE_MESH);
        assertThat(AnyMethod.code(REGISTRY.channel(0), method, MODEL))
                .as("a model's name is no key").isIn(method.contains(".access.") ? NO_KEY : Set.of(Code.OK));
    }

    @Test
    void everyMethodOfTheServicesIsInTheTable() {
        assertThat(RegistryAccess.TABLE.methods().keySet()).containsAll(
                Stream.of(RegistryServiceGrpc.getServiceDescriptor(), AccessServiceGrpc.getServiceDescriptor())
                        .flatMap(service -> service.getMethods().stream())
                        .map((MethodDescriptor<?, ?> method) -> method.getFullMethodName()).toList());
    }

    private static String code(String method, String path, String token) {
        return REGISTRY.rest().as(token).send(method, path, null).code();
    }
}
