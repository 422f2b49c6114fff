package io.outrigger.local.clients;

import io.outrigger.local.Access;

/** Whom a client asks: the gateway, with a token, or the model server alone, without. */
enum Target {
    GATEWAY {
        @Override
        String url(Access access) {
            return access.gatewayUrl();
        }

        @Override
        String grpc(Access access) {
            return access.gatewayGrpc();
        }

        @Override
        String token(Access access) {
            return access.token();
        }
    },
    MODEL_SERVER {
        @Override
        String url(Access access) {
            return access.modelServerUrl();
        }

        @Override
        String grpc(Access access) {
            return access.modelServerGrpc();
        }

        @Override
        String token(Access access) {
            return "";
        }
    };

    abstract String url(Access access);

    /** Host and port. */
    abstract String grpc(Access access);

    /** Empty where none is needed. */
    abstract String token(Access access);

    @Override
    public String toString() {
        return name().toLowerCase().replace('_', ' ');
    }
}
