package io.outrigger.local;

import io.outrigger.backends.StateDirectory;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a client needs to know of a running platform: addresses and tokens. {@code platform.env} holds it for shells and programs.
 *
 * @param token may infer, run jobs and read the registry
 * @param adminToken may do everything
 * @param webhookSecret what webhooks are signed with
 * @param s3 where jobs read their input, and who may put some there
 * @param management where each service shows its health and metrics, by its name
 */
public record PlatformAccess(
        String gatewayUrl, String gatewayGrpc, String registryUrl, String routerGrpc, String orchestratorGrpc, String modelServerUrl,
        String modelServerGrpc,
        String token, String adminToken, String webhookSecret, S3 s3, Map<String, String> management) {

    static final String FILE = "platform.env";

    record S3(String endpoint, String accessKey, String secretKey) {
        private static final S3 NONE = new S3("", "", "");
    }

    /** Of a platform without S3. */
    PlatformAccess(String gatewayUrl, String gatewayGrpc, String registryUrl, String routerGrpc, String orchestratorGrpc,
            String modelServerUrl, String modelServerGrpc, String token, String adminToken, String webhookSecret) {
        this(gatewayUrl, gatewayGrpc, registryUrl, routerGrpc, orchestratorGrpc, modelServerUrl, modelServerGrpc, token, adminToken,
                webhookSecret, S3.NONE, Map.of());
    }

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
                WEBHOOK_SECRET=%s
                S3_ENDPOINT=%s
                S3_ACCESS_KEY=%s
                S3_SECRET_KEY=%s
                """.formatted(gatewayUrl, gatewayGrpc, registryUrl, routerGrpc, orchestratorGrpc, modelServerUrl, modelServerGrpc,
                token, adminToken, webhookSecret, s3.endpoint(), s3.accessKey(), s3.secretKey()));
    }
}
