package io.outrigger.modelserver.protocol;

import io.grpc.Context;
import io.grpc.Deadline;
import io.outrigger.chassis.telemetry.Phase;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.modelserver.execution.InferenceRequest;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.execution.PendingInference;
import io.outrigger.modelserver.repository.ExpectedArtifact;
import io.outrigger.modelserver.repository.ModelRepository;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Inference for both edges: into the queue with the caller's deadline, out of it when the caller goes away.
 *
 * <p>Deadline and cancellation are those of the calling thread's gRPC context, which the chassis sets on REST too.
 */
public final class Inferences {

    private final ModelRepository models;
    private final LongAdder received = new LongAdder();

    public Inferences(ModelRepository models) {
        this.models = models;
    }

    /** An inference on its way; {@link #await()} once. */
    public static final class Submitted {

        private final PendingInference pending;
        private final LoadedVersion version;
        private final String id;
        private final Context context;
        private final Context.CancellationListener listener;

        private Submitted(PendingInference pending, String id) {
            this.pending = pending;
            this.version = pending.version();
            this.id = id;
            this.context = Context.current();
            this.listener = this::contextEnded;
            context.addListener(listener, Runnable::run);
        }

        /** A caller that went away, or whose time is over. */
        private void contextEnded(Context ended) {
            Deadline deadline = ended.getDeadline();
            if (deadline != null && deadline.isExpired()) {
                pending.expire();
            } else {
                pending.cancel();
            }
        }

        public ModelInferResponse.Builder await() {
            try {
                return InferMessages.toResponse(version, id, pending.await());
            } finally {
                context.removeListener(listener);
            }
        }
    }

    /** Checks a request and puts it into its model's queue; the request's memory is given back in any case. */
    public Submitted submit(String model, String version, Supplier<InferenceRequest> reading, Runnable giveBack) {
        received.increment();
        try {
            InferenceRequest request = reading.get();
            Deadline deadline = Context.current().getDeadline();
            long deadlineNanos = deadline == null ? Long.MAX_VALUE : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
            PendingInference pending = models.submit(
                    model, version, ExpectedArtifact.of(RequestContext.current().routing().digest()), request, deadlineNanos);
            return new Submitted(pending, request.id());
        } catch (RuntimeException refused) {
            giveBack.run();
            throw refused;
        }
    }

    /** One inference from its request to its answer, recorded under the model's name. */
    public ModelInferResponse.Builder infer(String model, String version, Supplier<InferenceRequest> reading, Runnable giveBack) {
        RequestContext context = RequestContext.current();
        context.inference();
        Submitted submitted = submit(model, version, reading, giveBack);
        context.inference(submitted.version.definition().name(), "v" + submitted.version.version());
        var running = context.phases().start(Phase.BACKEND);
        try {
            return submitted.await();
        } finally {
            running.close();
        }
    }

    /** Inference requests that came, those included that were refused at once. */
    public long received() {
        return received.sum();
    }
}
