package io.outrigger.batchworker;

import static io.outrigger.batchworker.testing.JobCalls.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.outrigger.batchworker.testing.JobCalls;
import io.outrigger.batchworker.testing.SampleRows;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.proto.jobs.v1.SubmitJobRequest;
import io.outrigger.proto.jobs.v1.Webhook;
import io.outrigger.testing.Eventually;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A tenant whose listener takes connections and says nothing: others are told of their jobs all the same. */
class HangingWebhooksIT {

    private static final int HANGING = 120;

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    @Test
    void othersAreToldInTime() throws Exception {
        var heard = new AtomicInteger();
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            heard.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        try (var silent = new ServerSocket(0, HANGING, InetAddress.getLoopbackAddress());
                JobCalls hanging = WORKER.of("hanging"); JobCalls told = WORKER.of("told")) {
            for (int i = 0; i < HANGING; i++) {
                hanging.submit(telling(silent.getLocalPort()));
            }
            told.ended(told.submit(telling(listener.getAddress().getPort())));

            Duration waited = Eventually.isTrue(() -> heard.get() == 1);

            assertThat(waited).as("two tries' time, and not that of all before it").isLessThan(Duration.ofSeconds(40));
        } finally {
            listener.stop(0);
        }
    }

    private static SubmitJobRequest.Builder telling(int port) {
        return rows(SampleRows.lines(1)).setWebhook(Webhook.newBuilder().setUrl("http://127.0.0.1:" + port + "/"));
    }
}
