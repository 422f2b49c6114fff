package io.outrigger.metadata;

import io.outrigger.chassis.access.AccessTable;
import io.outrigger.chassis.access.Who;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;

/** All that the registry serves, and who may call it; beside this a token may be limited to some models. */
final class RegistryAccess {

    private static final Who READ = Who.withScope("models:read");
    private static final Who WRITE = Who.withScope("models:write");

    private static final String MODEL = "/v1/models/{model}";
    private static final String VERSION = MODEL + "/versions/{version}";
    private static final String ALIAS = MODEL + "/aliases/{alias}";
    private static final String FLEET = "/v1/fleets/{fleet}";

    static final AccessTable TABLE = AccessTable.builder()
            .rest(Who.ANYBODY, "GET", "/openapi", "/openapi/*")
            .rest(READ, "GET", "/v1/models", MODEL, MODEL + "/versions", VERSION, MODEL + "/aliases", ALIAS, "/v1/fleets", FLEET)
            .rest(WRITE, "POST", "/v1/models", MODEL + "/versions")
            .rest(WRITE, "PUT", VERSION + "/adapter", ALIAS, FLEET)
            .rest(WRITE, "PATCH", MODEL)
            .rest(WRITE, "DELETE", MODEL, VERSION, ALIAS, FLEET)
            .grpc(Who.THE_MESH, RegistryServiceGrpc.SERVICE_NAME,
                    "GetModel", "ListModels", "ListFleets", "Watch", "GetRevision", "Acknowledge")
            .grpc(Who.THE_MESH, AccessServiceGrpc.SERVICE_NAME, "CreateKey", "ListKeys", "RotateKey", "RevokeKey", "ReportKeyUse",
                    "ListLimits", "PutLimit", "DeleteLimit", "Watch")
            .grpcReflection(Who.THE_MESH)
            .build();

    private RegistryAccess() {
    }
}
