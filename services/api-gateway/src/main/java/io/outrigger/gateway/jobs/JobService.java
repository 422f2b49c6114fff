package io.outrigger.gateway.jobs;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.RetryJobRequest;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** {@code outrigger.jobs.v1.JobService} for callers: every call goes on to the worker as the caller's tenant. */
public final class JobService {

    private final WorkerLink worker;
    private final Set<RelayedCall<?, ?>> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public JobService(WorkerLink worker) {
        this.worker = worker;
    }

    public ServerServiceDefinition definition() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(JobServiceGrpc.getServiceDescriptor());
        relay(service, JobServiceGrpc.getSubmitJobMethod(), (SubmitJobRequest submit) -> JobGate.limited(submit, CurrentCaller.get()));
        relay(service, JobServiceGrpc.getRetryJobMethod(), (RetryJobRequest retry) -> JobGate.limited(retry, CurrentCaller.get()));
        for (MethodDescriptor<?, ?> method : JobServiceGrpc.getServiceDescriptor().getMethods()) {
            if (method != JobServiceGrpc.getSubmitJobMethod() && method != JobServiceGrpc.getRetryJobMethod()) {
                relay(service, method, UnaryOperator.identity());
            }
        }
        return service.build();
    }

    /** Ends the watches, which would never end by themselves. */
    public void stop() {
        stopping = true;
        watches.forEach(RelayedCall::stop);
    }

    private <Q, A> void relay(ServerServiceDefinition.Builder service, MethodDescriptor<Q, A> method, UnaryOperator<Q> request) {
        boolean watch = method == JobServiceGrpc.getWatchJobMethod();
        service.addMethod(method, (call, headers) -> {
            RelayedCall<Q, A> relayed = new RelayedCall<>(call, worker, request);
            if (!watch) {
                return relayed.start();
            }
            watches.add(relayed);
            relayed.whenEnded(() -> watches.remove(relayed));
            var listener = relayed.start();
            if (stopping) {
                relayed.stop();
            }
            return listener;
        });
    }
}
