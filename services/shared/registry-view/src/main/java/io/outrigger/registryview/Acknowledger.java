package io.outrigger.registryview;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.outrigger.proto.registry.v1.AcknowledgeRequest;
import io.outrigger.proto.registry.v1.AcknowledgeResponse;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tells the registry how far a copy is, so that whoever changes something there is answered when it is in force here. One message
 * is under way at a time, and then the newest: a failed one is not sent again, for the next change brings the next. Thread-safe.
 */
final class Acknowledger {

    private static final long PATIENCE_MS = 1_000;

    private final ManagedChannel channel;
    private final String watcherId = UUID.randomUUID().toString();
    private boolean underWay;
    private long reached;
    private long told;

    Acknowledger(ManagedChannel channel) {
        this.channel = channel;
    }

    /** The name by which the registry knows the copy. */
    String watcherId() {
        return watcherId;
    }

    /** The copy has everything up to a revision. */
    void reached(long revision) {
        synchronized (this) {
            reached = revision;
        }
        tell();
    }

    private void tell() {
        long revision;
        synchronized (this) {
            if (underWay || reached == told) {
                return;
            }
            underWay = true;
            told = reached;
            revision = reached;
        }
        RegistryServiceGrpc.newStub(channel).withDeadlineAfter(PATIENCE_MS, TimeUnit.MILLISECONDS).acknowledge(
                AcknowledgeRequest.newBuilder().setWatcherId(watcherId).setRevision(revision).build(), new Answer());
    }

    private void answered() {
        synchronized (this) {
            underWay = false;
        }
        tell();
    }

    /** Whatever comes ends the message. */
    private final class Answer implements StreamObserver<AcknowledgeResponse> {

        @Override
        public void onNext(AcknowledgeResponse nothing) {
        }

        @Override
        public void onError(Throwable registryIsAway) {
            answered();
        }

        @Override
        public void onCompleted() {
            answered();
        }
    }
}
