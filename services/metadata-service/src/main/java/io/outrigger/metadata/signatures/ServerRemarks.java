package io.outrigger.metadata.signatures;

import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.proto.inference.RepositoryIndexRequest;
import io.outrigger.proto.inference.RepositoryIndexResponse.ModelIndex;
import io.outrigger.registry.ServedAs;
import java.util.List;

/** What a server's index says of a version beside its state. */
final class ServerRemarks {

    private static final int CHARACTERS_MAX = 500;
    private static final String READY = "READY";

    private ServerRemarks() {
    }

    /** Of one that is served: what people should know about it. */
    static List<String> of(GRPCInferenceServiceBlockingStub server, ServedAs served) {
        return entries(server, served).stream().filter(entry -> entry.getState().equals(READY)).map(ServerRemarks::sentence).toList();
    }

    /** Of one that is not served: why, be it for the version or for the model as a whole. */
    static List<String> against(GRPCInferenceServiceBlockingStub server, ServedAs served) {
        return entries(server, served).stream().filter(entry -> !entry.getState().equals(READY)).map(ServerRemarks::sentence).toList();
    }

    private static List<ModelIndex> entries(GRPCInferenceServiceBlockingStub server, ServedAs served) {
        return server.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
                .filter(entry -> entry.getName().equals(served.model()) && !entry.getReason().isBlank())
                .filter(entry -> entry.getVersion().isEmpty() || entry.getVersion().equals(Long.toString(served.version())))
                .toList();
    }

    /** Without control characters, bounded; whole where it can be, since it is what has to be mended. */
    private static String sentence(ModelIndex entry) {
        String line = entry.getReason().replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= CHARACTERS_MAX ? line : line.substring(0, CHARACTERS_MAX) + "…";
    }
}
