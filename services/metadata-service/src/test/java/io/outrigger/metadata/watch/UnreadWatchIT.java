package io.outrigger.metadata.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.proto.registry.v1.RegistryServiceGrpc;
import io.outrigger.proto.registry.v1.WatchRequest;
import io.outrigger.proto.registry.v1.WatchResponse;
import io.outrigger.registryview.RegistryView;
import io.outrigger.testing.Eventually;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watchers of a large registry that read nothing: they cost little, are sent away, and leave room for those of other hosts. */
class UnreadWatchIT {

    private static final int MODELS = 10_000;
    private static final int PLACES_OF_A_HOST = 250;
    /** The transport's, for the parts that wait there; a snapshot of this registry is some megabytes as objects. */
    private static final long BYTES_OF_A_WATCHER_MAX = 200 << 10;

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    @BeforeAll
    static void aLargeRegistry() throws Exception {
        BackendsExtension backends = registry.backends();
        try (Connection connection = DriverManager.getConnection(backends.jdbcUrl(), backends.user(), backends.password());
                Statement statement = connection.createStatement()) {
            insert(connection, statement);
        }
        Eventually.isTrue(() -> registry.metric("registry_revision") >= MODELS);
    }

    private static void insert(Connection connection, Statement statement) throws SQLException {
        connection.setAutoCommit(false);
        statement.execute("""
                INSERT INTO models (name, description, default_alias, strategy, revision)
                SELECT 'many-' || n, 'one of many, with a description of some length', 'stable', 'round-robin', n
                  FROM generate_series(1, %d) n""".formatted(MODELS));
        statement.execute("UPDATE registry SET revision = " + MODELS);
        statement.execute("INSERT INTO changes (revision, entity, name) VALUES (%d, 'model', 'many-1')".formatted(MODELS));
        connection.commit();
    }

    @Test
    void theyCostLittleAndLeaveRoomForOthers() throws Exception {
        ManagedChannel idle = from("127.0.0.2");
        try {
            long before = heapUsed();
            List<Unread> unread = new ArrayList<>();
            for (int i = 0; i < PLACES_OF_A_HOST; i++) {
                unread.add(new Unread(idle));
            }
            Eventually.isTrue(() -> registry.metric("registry_watchers") == PLACES_OF_A_HOST);
            long each = (heapUsed() - before) / PLACES_OF_A_HOST;
            assertThat(each).as("bytes for each watcher").isLessThan(BYTES_OF_A_WATCHER_MAX);

            var oneTooMany = new Unread(idle);
            Eventually.isTrue(() -> !oneTooMany.ends.isEmpty());
            assertThat(oneTooMany.ends.peek().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(oneTooMany.ends.peek().getDescription()).contains("250 watchers from 127.0.0.2");
            RegistryView view = registry.view(0);
            assertThat(view.snapshot().models()).hasSize(MODELS);
        } finally {
            idle.shutdownNow();
        }
        Eventually.isTrue(() -> registry.metric("registry_watchers") <= 1);
    }

    @Test
    void oneIsToldToWatchAgain() throws Exception {
        ManagedChannel idle = from("127.0.0.3");
        try {
            var unread = new Unread(idle);
            Eventually.isTrue(() -> registry.metric("registry_watchers") >= 1);
            Duration stallMax = WatchConfig.withHeartbeat(Duration.ofMillis(200)).streams().stallMax();
            long begun = System.nanoTime();
            Eventually.isTrue(() -> System.nanoTime() - begun > stallMax.multipliedBy(2).toNanos());

            unread.call.request(MODELS);

            Eventually.isTrue(() -> !unread.ends.isEmpty());
            assertThat(unread.ends.peek().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(unread.ends.peek().getDescription()).contains("has taken nothing for 3000 ms");
        } finally {
            idle.shutdownNow();
        }
    }

    /** A connection that comes from a host of its own and takes 64 KiB at a time. */
    private static ManagedChannel from(String host) {
        return NettyChannelBuilder.forAddress("127.0.0.1", registry.server(0).grpcPort()).usePlaintext()
                .initialFlowControlWindow(64 << 10)
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public InetSocketAddress createSocketAddress(java.net.SocketAddress remote, io.grpc.Attributes attributes) {
                        return new InetSocketAddress(host, 0);
                    }
                }).build();
    }

    private static long heapUsed() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A watcher that asks for no message. */
    private static final class Unread extends ClientCall.Listener<WatchResponse> {
        final ConcurrentLinkedQueue<Status> ends = new ConcurrentLinkedQueue<>();
        final ClientCall<WatchRequest, WatchResponse> call;

        Unread(ManagedChannel channel) {
            call = channel.newCall(RegistryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(WatchRequest.getDefaultInstance());
            call.halfClose();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ends.add(status);
        }
    }
}
