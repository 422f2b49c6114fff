package io.outrigger.gateway.protocol;

import io.outrigger.openinference.control.ServedExtensions;
import io.outrigger.proto.inference.ServerMetadataResponse;

/** What the gateway says of itself. */
public final class ServerInfo {

    public static final String NAME = "outrigger";

    private ServerInfo() {
    }

    /** The version of the jar, as the build wrote it there. */
    public static String version() {
        String version = ServerInfo.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static ServerMetadataResponse metadata() {
        return ServerMetadataResponse.newBuilder().setName(NAME).setVersion(version()).addAllExtensions(ServedExtensions.NAMES).build();
    }
}
