package io.outrigger.perf.fleet;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.outrigger.perf.load.Picture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A model server that answers at once or after a time, so that what is before it can be measured. It has whatever model is asked for. */
public final class StandInFleet implements AutoCloseable {

    /** A call waits behind nobody for this one, so as many may be sent as there are. */
    private static final int ROWS_MAX = 64;
    private static final int MESSAGE_BYTES_MAX = 256 << 20;

    private final Server server;
    private final Supplier<Work> work;
    private final Runnable stop;

    private StandInFleet(Server server, Supplier<Work> work, Runnable stop) {
        this.server = server;
        this.work = work;
        this.stop = stop;
    }

    /** One that answers at once. */
    public static StandInFleet answeringAtOnce(Picture picture) throws IOException {
        Server server = server(new StandInService(picture, 1, ROWS_MAX, (rows, answer) -> answer.run()));
        return new StandInFleet(server, () -> Work.NONE, () -> { });
    }

    /** One whose calls take the time that the model takes. */
    public static StandInFleet of(StandInModel model, Picture picture) throws IOException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("fleet").factory());
        var instances = new TimedInstances(model,
                (time, what) -> clock.schedule(what, time.toNanos(), TimeUnit.NANOSECONDS), System::nanoTime);
        Server server = server(new StandInService(picture, model.instances(), model.rowsMax(), instances::execute));
        return new StandInFleet(server, instances::work, clock::shutdownNow);
    }

    private static Server server(StandInService service) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).directExecutor()
                .maxInboundMessageSize(MESSAGE_BYTES_MAX).addService(service).build().start();
    }

    public int port() {
        return server.getPort();
    }

    /** As a client is told it. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** What it has been asked; nothing where it answers at once. */
    public Work work() {
        return work.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
        stop.run();
    }
}
