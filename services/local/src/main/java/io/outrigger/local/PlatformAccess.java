package io.outrigger.local;

import io.outrigger.backends.StateDirectory;
import java.nio.file.Path;

/**
 * What a client needs to know of a running platform: addresses and tokens. {@code platform.env} holds it for shells and programs.
 *
 * @param token may infer and read the registry
 * @param adminToken may do everything
 */
public record PlatformAccess(
        String gatewayUrl, String gatewayGrpc, String registryUrl, String routerGrpc, String orchestratorGrpc, String modelServerUrl,
        String modelServerGrpc,
        String token, String adminToken) {

    static final String FILE = "platform.env";

    /** Leaves the file in the state directory, readable by its owner only. */
    Path write(StateDirectory state) {
        return state.write(FILE, """
                GATEWAY_URL=%s
                GATEWAY_GRPC=%s
                REGISTRY_URL=%s
                ROUTER_GRPC=%s
                ORCHESTRATOR_GRPC=%s
                MODEL_SERVER_URL=%s
                MODEL_SERVER_GRPC=%s
                TOKEN=%s
                ADMIN_TOKEN=%s
                """.formatted(gatewayUrl, gatewayGrpc, registryUrl, routerGrpc, orchestratorGrpc, modelServerUrl, modelServerGrpc,
                token, adminToken));
    }
}
