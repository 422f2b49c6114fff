package io.outrigger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.gateway.testing.GatewayExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.testing.AnyMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of the table, tried at the running gateway. */
class AccessTableIT {

    @RegisterExtension
    static final GatewayExtension GATEWAY = new GatewayExtension();

    private static final List<String> REFUSED = List.of("unauthenticated_caller", "forbidden", "route_not_found", "method_not_allowed");

    static Stream<Arguments> routes() {
        return GatewayAccess.TABLE.routes().stream().flatMap(route -> route.methods().entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey().equals(AccessTable.EVERY_METHOD) ? "GET" : entry.getKey(),
                        route.path().replace("{model}", "plain").replace("{version}", "1")
                                .replace("{tenant}", "acme").replace("{id}", "batch_none")
                                .replace("/openapi/*", "/openapi/ui")
                                .replace("*", "status"), entry.getValue())));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aRouteIsServedToThoseWhoMay(String method, String path, Who who) {
        assertThat(code(method, path, null)).isEqualTo(who.needsToken() ? "unauthenticated_caller" : "");
        if (!who.scopes().isEmpty()) {
            assertThat(code(method, path, "")).isEqualTo("forbidden");
        }
        for (String scope : who.scopes()) {
            assertThat(code(method, path, scope)).isNotIn(REFUSED);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMethodIsServedToThoseWhoMay(String method, Who who) {
        assertThat(code(method, null)).isEqualTo(who.needsToken() ? Code.UNAUTHENTICATED : Code.OK);
        if (!who.scopes().isEmpty()) {
            assertThat(code(method, "")).isEqualTo(Code.PERMISSION_DENIED);
        }
        for (String scope : who.scopes()) {
            assertThat(code(method, scope)).isNotIn(Code.UNAUTHENTICATED, Code.PERMISSION_DENIED);
        }
    }

    static Stream<Arguments> methods() {
        return GatewayAccess.TABLE.methods().entrySet().stream().filter(entry -> !entry.getKey().contains("reflection"))
                .map((Map.Entry<String, Who> entry) -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @Test
    void everyMethodOfTheProtocolIsInTheTable() {
        assertThat(GatewayAccess.TABLE.methods().keySet()).containsAll(JobServiceGrpc.getServiceDescriptor().getMethods().stream()
                .map((MethodDescriptor<?, ?> method) -> method.getFullMethodName()).toList());
        assertThat(GatewayAccess.TABLE.methods().keySet()).containsAll(GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods().stream()
                .map((MethodDescriptor<?, ?> method) -> method.getFullMethodName()).toList());
    }

    @Test
    void nothingIsLeftToTheMesh() {
        assertThat(GatewayAccess.TABLE.routes()).allSatisfy(route -> assertThat(route.methods().values()).doesNotContain(Who.THE_MESH));
        assertThat(GatewayAccess.TABLE.methods()).isNotEmpty().doesNotContainValue(Who.THE_MESH);
    }

    private static String code(String method, String path, String scopes) {
        var answer = GATEWAY.send(GATEWAY.request(path, scopes == null ? null : GATEWAY.tokens().with(scopes))
                .method(method, BodyPublishers.noBody()).build());
        String body = new String(answer.body());
        return answer.statusCode() == 200 ? "" : body.replaceFirst("""
                (?s).*"code":"([a-z_]+)".*""", "$1");
    }

    private static Code code(String method, String scopes) {
        return AnyMethod.code(scopes == null ? GATEWAY.channel() : GATEWAY.stub(scopes).getChannel(), method, "plain");
    }
}
