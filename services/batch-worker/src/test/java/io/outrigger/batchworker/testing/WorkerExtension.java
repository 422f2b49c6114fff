package io.outrigger.batchworker.testing;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.chassis.server.ServiceServer;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StandInServer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A running worker for a test class: {@code @RegisterExtension static final WorkerExtension worker = new WorkerExtension();}
 *
 * <p>One serves all classes of a JVM, since a share group takes seconds to form; so a class has tenants of its own, and ends its jobs. The
 * router echoes again before each test.
 */
public final class WorkerExtension implements BeforeAllCallback, BeforeEachCallback {

    private RunningWorker running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(RunningWorker.class, _ -> new RunningWorker(), RunningWorker.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        running.router().behave(Behaviour.echo());
    }

    /** What a tenant can do. */
    public JobCalls of(String tenant) {
        return new JobCalls(running.server().grpcPort(), tenant);
    }

    /** The next hop, which echoes unless a test says otherwise. */
    public StandInServer router() {
        return running.router();
    }

    public ServiceServer server() {
        return running.server();
    }

    /** One more worker beside it, ready; whoever starts it closes it. */
    public ServiceServer another() {
        return running.start();
    }

    public JobDatabase database() {
        return running.database();
    }

    /** The worker's objects. */
    public ObjectStore objects() {
        return running.objects();
    }

    /** A bucket that callers may name in the address of an input. */
    public ObjectStore inputs() {
        return running.inputs();
    }

    /** Its name. */
    public String inputBucket() {
        return running.inputBucket();
    }

    public BackendsExtension backends() {
        return running.backends();
    }
}
