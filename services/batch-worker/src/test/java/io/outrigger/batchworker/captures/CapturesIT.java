package io.outrigger.batchworker.captures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.outrigger.batchworker.objects.ObjectPage;
import io.outrigger.batchworker.testing.WorkerExtension;
import io.outrigger.client.GrpcClient;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc.CaptureServiceBlockingStub;
import io.outrigger.proto.captures.v1.ReadCapturesRequest;
import io.outrigger.proto.captures.v1.StoreCapturesRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Captures in a real S3, by the worker's own gRPC. */
class CapturesIT {

    @RegisterExtension
    static final WorkerExtension WORKER = new WorkerExtension();

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private static GrpcClient client;
    private static CaptureServiceBlockingStub captures;

    @BeforeAll
    static void connect() {
        client = GrpcClient.open("127.0.0.1:" + WORKER.server().grpcPort(), "");
        captures = CaptureServiceGrpc.newBlockingStub(client.channel());
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Test
    void recordsComeBackByTimeAndNumber() {
        store("timed", 1, NOON, record(NOON, "a") + record(NOON.plusSeconds(30), "b"));
        store("timed", 2, NOON.plusSeconds(40), record(NOON.plusSeconds(40), "c"));
        store("timed", 3, NOON.plus(Duration.ofDays(1)), record(NOON.plus(Duration.ofDays(1)), "d"));
        store("timed-2", 4, NOON, record(NOON, "of another model"));

        assertThat(read(wanted("timed"))).containsExactly("a", "b", "c", "d");
        assertThat(read(wanted("timed").setLimit(3))).containsExactly("a", "b", "c");
        assertThat(read(wanted("timed").setFrom(time(NOON.plusSeconds(30))))).as("behind the object's time").containsExactly("b", "c", "d");
        assertThat(read(wanted("timed").setFrom(time(NOON.plusSeconds(1))).setTo(time(NOON.plusSeconds(40))))).containsExactly("b");
        assertThat(read(wanted("timed").setTo(time(NOON)))).isEmpty();
        assertThat(read(wanted("nothing"))).isEmpty();
    }

    @Test
    void whatIsStoredTwiceIsThereOnce() {
        store("twice", 5, NOON, record(NOON, "a"));
        store("twice", 5, NOON, record(NOON, "a"));
        assertThat(read(wanted("twice"))).containsExactly("a");
    }

    @Test
    void linesThatAreNoRecordsArePassedOver() {
        store("odd", 6, NOON, """
                no json

                {"time":"noon"}
                {"time":7}
                []
                """ + record(NOON, "a"));
        WORKER.objects().put("captures/odd/notes.txt", record(NOON, "no capture").getBytes(UTF_8));
        assertThat(read(wanted("odd"))).containsExactly("a");
    }

    @Test
    void whatNamesNoCapturesIsRefused() {
        for (StoreCapturesRequest wrong : List.of(
                batch("../jobs", 7, NOON, "{}"), batch("m/x", 7, NOON, "{}"), batch("", 7, NOON, "{}"),
                batch("m", 7, NOON, "{}").toBuilder().setId("../../jobs/x").build(),
                batch("m", 7, NOON, "{}").toBuilder().setOldest(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)).build())) {
            assertThatThrownBy(() -> captures.storeCaptures(wrong)).isInstanceOfSatisfying(StatusRuntimeException.class,
                    refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        }
        assertThatThrownBy(() -> read(wanted("../files"))).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void whatIsOldIsRemoved() {
        store("old", 8, NOON, record(NOON, "a"));
        var objects = new CaptureObjects(WORKER.objects(), 1_000);
        assertThat(objects.removeBefore(Instant.now().minus(Duration.ofHours(1)))).isZero();
        WORKER.objects().put("jobs/not-a-capture", new byte[] {1});

        assertThat(objects.removeBefore(Instant.now().plus(Duration.ofHours(1)))).isPositive();

        assertThat(keys("captures/")).isEmpty();
        assertThat(keys("jobs/not-a-capture")).hasSize(1);
        WORKER.objects().delete(List.of("jobs/not-a-capture"));
    }

    private static List<String> keys(String prefix) {
        return WORKER.objects().list(prefix, "").entries().stream().map(ObjectPage.Entry::key).toList();
    }

    private static void store(String model, int id, Instant oldest, String lines) {
        captures.storeCaptures(batch(model, id, oldest, lines));
    }

    private static StoreCapturesRequest batch(String model, int id, Instant oldest, String lines) {
        return StoreCapturesRequest.newBuilder().setModel(model).setId("%032x".formatted(id)).setOldest(time(oldest))
                .setLines(ByteString.copyFromUtf8(lines)).build();
    }

    private static String record(Instant time, String customId) {
        return """
                {"custom_id":"%s","time":"%s","input":{"image":""}}
                """.formatted(customId, time);
    }

    private static ReadCapturesRequest.Builder wanted(String model) {
        return ReadCapturesRequest.newBuilder().setModel(model);
    }

    /** The custom_ids, in the order in which they come. */
    private static List<String> read(ReadCapturesRequest.Builder wanted) {
        List<String> found = new ArrayList<>();
        captures.readCaptures(wanted.build()).forEachRemaining(answer -> answer.getLines().toStringUtf8().lines()
                .forEach(line -> found.add(line.split("\"")[3])));
        return found;
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
    }
}
