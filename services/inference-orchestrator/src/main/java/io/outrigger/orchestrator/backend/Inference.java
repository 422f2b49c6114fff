package io.outrigger.orchestrator.backend;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.proto.inference.ModelInferRequest;

/**
 * One inference to be done.
 *
 * @param request as the caller sent it; its raw contents are views of the array it was read into
 * @param deadline after which nobody waits
 * @param caller cancelled when the caller goes away; holds the request's RequestContext
 */
public record Inference(ModelInferRequest request, Destination destination, Deadline deadline, Context caller) {
}
