package io.outrigger.metadata.signatures;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.config.HostPort;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.VersionNumber;
import java.util.Optional;

/** Why a model server did not describe a model, in a sentence for whoever registers it: with the server's reason where it has one. */
final class ServerFailures {

    private ServerFailures() {
    }

    /**
     * The failure as the registrant sees it.
     *
     * @param server the server that failed, to be asked for its reason
     */
    static ServiceException explain(Status status, HostPort address, ServedAs served, GRPCInferenceServiceBlockingStub server) {
        String what = "model " + Quote.of(served.model()) + " version " + VersionNumber.text(served.version());
        return switch (status.getCode()) {
            case NOT_FOUND, INVALID_ARGUMENT, FAILED_PRECONDITION -> absent(status, address, served, what, server);
            case UNIMPLEMENTED -> new ServiceException(ErrorCode.INVALID_FIELD,
                    "What answers at " + address + " is no server of the Open Inference Protocol over gRPC: " + said(status) + ".");
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, INTERNAL, UNKNOWN -> unclear(status, address, served, what, server);
            case OK, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, DATA_LOSS, UNAUTHENTICATED ->
                    failed(status, address, what);
        };
    }

    /** The server does not have it: because it refused it, or because it never saw it. */
    private static ServiceException absent(
            Status status, HostPort address, ServedAs served, String what, GRPCInferenceServiceBlockingStub server) {
        return refusal(server, served)
                .map(reason -> new ServiceException(ErrorCode.MODEL_LOAD_FAILED, "The model server at " + address + " does not serve "
                        + what + ": " + reason))
                .orElseGet(() -> new ServiceException(ErrorCode.MODEL_NOT_FOUND, opening(address) + " does not have " + what + ": "
                        + said(status) + "."));
    }

    /** No answer, or one that says nothing: what is at the port tells more. */
    private static ServiceException unclear(
            Status status, HostPort address, ServedAs served, String what, GRPCInferenceServiceBlockingStub server) {
        return switch (PortProbe.look(address)) {
            case HTTP -> new ServiceException(ErrorCode.INVALID_FIELD, "Field 'endpoint' must be the gRPC port of a model server; "
                    + address + " is an HTTP port. Triton's gRPC port is usually 8001, beside 8000 for HTTP.");
            case TLS -> new ServiceException(ErrorCode.INVALID_FIELD, "Field 'endpoint' must be the gRPC port of a model server without "
                    + "TLS; " + address + " wants TLS. Between services the mesh encrypts.");
            case NOTHING -> new ServiceException(ErrorCode.BACKEND_UNAVAILABLE, opening(address) + " cannot describe " + what
                    + " at the moment: nothing listens there. Start it, or give the signature.");
            case SOMETHING_ELSE -> switch (status.getCode()) {
                case UNAVAILABLE -> refusal(server, served).isPresent()
                        ? absent(status, address, served, what, server)
                        : new ServiceException(ErrorCode.BACKEND_UNAVAILABLE, opening(address) + " cannot describe " + what
                                + " at the moment: " + said(status) + ". Start it, or give the signature.");
                case DEADLINE_EXCEEDED, CANCELLED -> new ServiceException(ErrorCode.BACKEND_UNAVAILABLE,
                        opening(address) + " did not describe " + what + " in time. Start it, or give the signature.");
                default -> failed(status, address, what);
            };
        };
    }

    private static ServiceException failed(Status status, HostPort address, String what) {
        return new ServiceException(ErrorCode.BACKEND_FAILED, opening(address) + " failed to describe " + what + ": " + said(status) + ".");
    }

    private static String opening(HostPort address) {
        return "No signature was given, and the model server at " + address;
    }

    private static String said(Status status) {
        return status.getDescription() == null ? status.getCode().name() : Quote.bare(status.getDescription());
    }

    /** What the server's index says against the version, or against the model as a whole; nothing where it says nothing. */
    private static Optional<String> refusal(GRPCInferenceServiceBlockingStub server, ServedAs served) {
        try {
            return ServerRemarks.against(server, served).stream().findFirst();
        } catch (StatusRuntimeException hasNoIndex) {
            return Optional.empty();
        }
    }
}
