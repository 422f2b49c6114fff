package io.outrigger.gateway;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.keys.ApiKeyHasher;
import io.outrigger.chassis.security.JwtConfig;
import io.outrigger.chassis.server.Cors;
import io.outrigger.chassis.server.ServerConfig;
import io.outrigger.gateway.capture.CaptureConfig;
import io.outrigger.gateway.jobs.JobsConfig;
import io.outrigger.gateway.limits.LimitsConfig;
import io.outrigger.gateway.status.StatusConfig;
import io.outrigger.intake.JsonLimits;
import io.outrigger.intake.picture.PictureLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * The gateway's settings.
 *
 * @param router where inference goes
 * @param registry where the registry's Watch is
 * @param requestTimeout time of a request whose caller and whose version set none
 * @param keys how API keys are kept; absent where there are none
 * @param streamMessagesMax messages of one stream that are worked on at once; enough to keep a small batch busy
 */
public record GatewayConfig(
        ServerConfig server, JwtConfig jwt, Cors cors, HostPort router, HostPort registry, Duration requestTimeout,
        int streamMessagesMax, PictureLimits pictures, JsonLimits json, JobsConfig jobs, LimitsConfig limits, StatusConfig status,
        CaptureConfig capture, Optional<ApiKeyHasher> keys) {

    public static GatewayConfig from(Settings settings) {
        return new GatewayConfig(
                ServerConfig.from(settings, 0),
                JwtConfig.from(settings),
                Cors.from(settings),
                settings.hostPort("ROUTER_GRPC", new HostPort("localhost", 9081), "gRPC address of the model-router"),
                settings.hostPort("REGISTRY_GRPC", new HostPort("localhost", 9083), "gRPC address of the metadata-service"),
                settings.positive("REQUEST_TIMEOUT", Duration.ofSeconds(10), "time of a request that sets none"),
                settings.integer("STREAM_MESSAGES_MAX", 16, 1, 1_024, "messages of one stream worked on at once"),
                PictureLimits.from(settings),
                JsonLimits.from(settings),
                JobsConfig.from(settings),
                LimitsConfig.from(settings),
                StatusConfig.from(settings),
                CaptureConfig.from(settings),
                ApiKeyHasher.from(settings));
    }
}
