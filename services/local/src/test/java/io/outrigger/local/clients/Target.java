package io.outrigger.local.clients;

import io.outrigger.local.PlatformAccess;

/** Whom a client asks: the gateway, with a token, or the model server alone, without. */
enum Target {
    GATEWAY {
        @Override
        String url(PlatformAccess access) {
            return access.gatewayUrl();
        }

        @Override
        String grpc(PlatformAccess access) {
            return access.gatewayGrpc();
        }

        @Override
        String token(PlatformAccess access) {
            return access.token();
        }
    },
    MODEL_SERVER {
        @Override
        String url(PlatformAccess access) {
            return access.modelServerUrl();
        }

        @Override
        String grpc(PlatformAccess access) {
            return access.modelServerGrpc();
        }

        @Override
        String token(PlatformAccess access) {
            return "";
        }
    };

    abstract String url(PlatformAccess access);

    /** Host and port. */
    abstract String grpc(PlatformAccess access);

    /** Empty where none is needed. */
    abstract String token(PlatformAccess access);

    @Override
    public String toString() {
        return name().toLowerCase().replace('_', ' ');
    }
}
