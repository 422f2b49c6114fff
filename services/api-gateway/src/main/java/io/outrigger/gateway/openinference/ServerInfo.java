package io.outrigger.gateway.openinference;

import io.outrigger.proto.inference.ServerMetadataResponse;
import java.util.List;

/** What the gateway says of itself. */
public final class ServerInfo {

    public static final String NAME = "outrigger";

    private static final List<String> EXTENSIONS = List.of("binary_tensor_data", "model_repository", "model_configuration", "statistics");

    private ServerInfo() {
    }

    /** The version of the jar, as the build wrote it there. */
    public static String version() {
        String version = ServerInfo.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    static ServerMetadataResponse metadata() {
        return ServerMetadataResponse.newBuilder().setName(NAME).setVersion(version()).addAllExtensions(EXTENSIONS).build();
    }
}
