package io.outrigger.modelserver.grpc;

import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.SizedMessage;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.InferenceRequest;
import io.outrigger.modelserver.protocol.InferMessages;
import io.outrigger.proto.inference.ModelInferRequest;
import java.util.List;
import java.util.Optional;

/**
 * A ModelInferRequest as it came: small fields parsed, raw contents in pooled buffers.
 *
 * @param failure why the bytes are no such message; carried here because a marshaller that throws ends the call without a word
 */
record WireRequest(ModelInferRequest head, List<BufferPool.Lease> raws, int sizeBytes, Optional<ServiceException> failure)
        implements SizedMessage {

    /** The core's view; memory is given back by it, or here when the message cannot be used. */
    InferenceRequest toRequest() {
        failure.ifPresent(reason -> {
            throw reason;
        });
        return InferMessages.toRequest(head, raws.stream().map(BufferPool.Lease::buffer).toList(), this::release);
    }

    void release() {
        raws.forEach(BufferPool.Lease::close);
    }
}
