package io.outrigger.orchestrator.backend;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.chassis.headers.Priority;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.proto.inference.InferParameter;
import java.util.Map;

/**
 * One inference to be done.
 *
 * @param request in the bytes that the caller sent
 * @param parameters the request's own, which have been checked
 * @param deadline after which nobody waits
 * @param caller cancelled when the caller goes away; holds the request's RequestContext
 * @param priority whether somebody waits for it
 * @param tenant who pays; empty where nobody says
 * @param callerId who asks, as far as the edge can tell; empty where it cannot
 */
public record Inference(
        ScannedRequest request, Map<String, InferParameter> parameters, Destination destination, Deadline deadline, Context caller,
        Priority priority, String tenant, String callerId) {
}
