package io.outrigger.registryview;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.outrigger.proto.registry.v1.GetRevisionRequest;
import io.outrigger.proto.registry.v1.GetRevisionResponse;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a copy of the registry is as new as the registry was when somebody asked: the registry says how far it is,
 * and the asker waits until the watch has brought the copy there. {@link Looks} keeps the questions few. Safe for several threads.
 */
final class Catchup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Catchup.class);

    private final ManagedChannel channel;
    private final long patienceNanos;
    private final Looks<GetRevisionResponse> looks;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private String registryId = "";
    private long revision;

    Catchup(ManagedChannel channel, RegistryViewConfig config) {
        this.channel = channel;
        this.patienceNanos = config.currentPatience().toNanos();
        this.looks = Looks.start("registry-look", this::look, config.looksInterval(), System::nanoTime);
    }

    /** The copy is of this registry and this far now. */
    void advanced(String id, long reached) {
        lock.lock();
        try {
            registryId = id;
            revision = reached;
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the copy has everything that was written before this call: for the patience, and never past the caller's deadline. */
    Currency await() {
        Deadline callers = Context.current().getDeadline();
        long patience = callers == null ? patienceNanos : Math.min(patienceNanos, callers.timeRemaining(TimeUnit.NANOSECONDS));
        long limit = System.nanoTime() + patience;
        try {
            GetRevisionResponse registrys = looks.ask().get(patience, TimeUnit.NANOSECONDS);
            return awaitRevision(registrys, limit) ? Currency.CURRENT : Currency.BEHIND;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Currency.UNKNOWN;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the registry did not say how far it is", e);
            return Currency.UNKNOWN;
        }
    }

    private boolean awaitRevision(GetRevisionResponse registrys, long limit) throws InterruptedException {
        lock.lock();
        try {
            while (!registryId.equals(registrys.getRegistryId()) || revision < registrys.getRevision()) {
                if (advanced.awaitNanos(limit - System.nanoTime()) <= 0) {
                    return false;
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private GetRevisionResponse look() {
        return RegistryServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patienceNanos, TimeUnit.NANOSECONDS)
                .getRevision(GetRevisionRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        looks.close();
    }
}
