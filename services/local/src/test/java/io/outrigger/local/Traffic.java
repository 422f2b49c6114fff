package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Eventually;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Requests of every kind, good and bad, to a running platform. */
public final class Traffic {
    private static final byte[] PICTURE = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
    private static final String ROW = """
            {"custom_id":"%s","input":{"tensors":[{"name":"input","shape":[1,1,28,%d],"datatype":"FP32","data":%s}]}}""";
    private static final String PIXELS = IntStream.range(0, 784).mapToObj(_ -> "0.5").toList().toString();

    private final PlatformExtension platform;

    public Traffic(PlatformExtension platform) {
        this.platform = platform;
    }

    /** Each kind once; a caller that is limited, a job with a bad row, and requests that are refused are among them. */
    public void ofEveryKind() {
        pictures(4);
        grpc();
        refused();
        limited();
        job();
        registry();
    }

    /** Pictures, each after the answer to the last. */
    public void pictures(int count) {
        for (int i = 0; i < count; i++) {
            Eventually.passes(() -> {
                RestAnswer answer = platform.rest().classify(PICTURE, "");
                assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            });
        }
    }

    /** Pictures of several callers at once. */
    public void pictures(int count, int callers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = IntStream.range(0, callers).mapToObj(_ -> threads.submit((Callable<Void>) () -> {
                pictures(count);
                return null;
            })).toList();
            for (Future<Void> one : all) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A picture over REST; the trace that it belongs to. */
    public String tracedPicture() {
        return asked(trace -> {
            RestCalls user = platform.rest();
            return user.post(user.gateway("/v1/infer").header("traceparent", parent(trace)), """
                    {"model":"sample-classifier","input":{"image":"%s"}}""".formatted(Base64.getEncoder().encodeToString(PICTURE)))
                    .status() == 200;
        });
    }

    /** An inference over gRPC; the trace that it belongs to. */
    public String tracedCall() {
        return asked(trace -> {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), parent(trace));
            try (StockClient gateway = platform.grpc()) {
                gateway.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .modelInfer(StockClient.request("2", Digits.pixels(PICTURE)).build());
                return true;
            } catch (StatusRuntimeException busy) {
                return false;
            }
        });
    }

    /** Asks until it is served, each time in a trace of its own: a gateway that has just lost its Redis grants little at first. */
    private static String asked(Predicate<String> question) {
        AtomicReference<String> trace = new AtomicReference<>();
        Eventually.isTrue(() -> {
            trace.set(UUID.randomUUID().toString().replace("-", ""));
            return question.test(trace.get());
        });
        return trace.get();
    }

    private static String parent(String trace) {
        return "00-" + trace + "-b7ad6b7169203331-01";
    }

    private void grpc() {
        tracedCall();
        try (StockClient router = StockClient.open(platform.access().routerGrpc(), "")) {
            router.infer(StockClient.request("2", Digits.pixels(PICTURE)).build());
        }
    }

    private void refused() {
        RestCalls user = platform.rest();
        assertThat(user.post(user.gateway("/v1/infer"), "{").status()).isEqualTo(400);
        assertThat(user.post(user.gateway("/v1/infer"), """
                {"model":"sample-classifier","input":{"image":"AAAA"}}""").status()).isEqualTo(400);
        assertThat(user.get(user.gateway("/no/such/route")).status()).isEqualTo(404);
        assertThat(user.as("").get(user.as("").gateway("/v1/jobs")).status()).isEqualTo(401);
    }

    /** A tenant that may ask twice and asks five times. */
    private void limited() {
        RestCalls admin = platform.admin();
        RestAnswer made = admin.post(admin.gateway("/v1/keys"), """
                {"name":"a quick one","scopes":["infer"],"tenant":"quick","limits":{"requests_per_minute":2,"burst":2}}""");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        RestCalls quick = platform.rest().as(made.json().path("key").asText());
        Eventually.isTrue(() -> quick.classify(PICTURE, "").status() == 429);
        assertThat(admin.send(admin.gateway("/v1/keys/" + made.json().path("id").asText()).DELETE()).status()).isEqualTo(200);
    }

    /** A job of two good rows and a bad one, waited for. */
    public String job() {
        RestCalls user = platform.rest();
        RestAnswer accepted = user.post(user.gateway("/v1/batch"), """
                {"model":"sample-classifier","inputs":[%s,%s,%s]}""".formatted(
                ROW.formatted("a", 28, PIXELS), ROW.formatted("b", 28, PIXELS), ROW.formatted("bad", 1, "[1]")));
        assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
        String id = accepted.json().path("id").asText();
        Eventually.passes(() -> assertThat(user.get(user.gateway("/v1/jobs/" + id)).json().path("request_counts").toString()).isEqualTo("""
                {"total":3,"completed":2,"failed":1}"""));
        return id;
    }

    private void registry() {
        RestCalls user = platform.rest();
        for (int reads = 0; reads < 3; reads++) {
            assertThat(user.get(user.registry("/v1/models/sample-classifier")).status()).isEqualTo(200);
        }
        assertThat(user.send(user.registry("/v1/models").POST(BodyPublishers.ofString("{}"))).status()).isEqualTo(403);
    }
}
