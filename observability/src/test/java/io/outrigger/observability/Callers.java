package io.outrigger.observability;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.outrigger.client.GrpcClient;
import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.SamplePictures;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Callers of every kind, good and bad, each of which does what it does once a round. */
final class Callers implements AutoCloseable {
    static final String MODEL = "sample-classifier";
    private static final String PICTURE = SamplePictures.base64("7-1.png");
    private static final int PIXELS = 28 * 28;
    private static final int JOB_ROWS = 40;

    private final RestClient anybody;
    private final RestClient user;
    private final RestClient registry;
    private final RestClient limited;
    private final GrpcClient grpc;

    private Callers(LocalPlatform platform) throws IOException {
        anybody = RestClient.of(platform.access("GATEWAY_URL"));
        user = anybody.as(platform.access("TOKEN"));
        registry = anybody.at(platform.access("REGISTRY_URL")).as(platform.access("ADMIN_TOKEN"));
        grpc = GrpcClient.open(platform.access("GATEWAY_GRPC"), platform.access("TOKEN"));
        RestClient admin = anybody.as(platform.access("ADMIN_TOKEN"));
        limited = anybody.as(answered(() -> admin.post("/v1/keys", """
                {"name":"limited","scopes":["infer"],"limits":{"requests_per_minute":1,"burst":1}}""")).json().path("key").asText());
        answered(() -> point("canary", 2));
        answered(() -> point("latest", 2));
    }

    static Callers of(LocalPlatform platform) {
        return undisturbed(() -> new Callers(platform));
    }

    /** Requests that are answered, so that what follows is not about a JVM's first minute. */
    void warmUp(int times) {
        for (int i = 0; i < times; i++) {
            undisturbed(() -> {
                answered(() -> picture(user, "stable"));
                answered(() -> picture(user, "canary"));
                return tensors(MODEL);
            });
        }
    }

    void round(int number) {
        undisturbed(() -> {
            warmUp(4);
            refusals();
            answered(() -> registry.get("/v1/models/" + MODEL));
            answered(() -> registry.get("/v1/models/" + MODEL + "/versions"));
            answered(() -> point("latest", number % 2 + 1, "If-Match", "*"));
            String job = answered(() -> user.post("/v1/batch", """
                    {"model":"%s","inputs":[%s]}""".formatted(MODEL, rows()))).json().path("id").asText();
            answered(() -> user.get("/v1/jobs/" + job));
            if (number % 3 == 0) {
                user.post("/v1/jobs/" + job + "/cancel", ""); // it may have ended
            }
            return job;
        });
    }

    private RestAnswer point(String alias, int version, String... headers) throws IOException {
        return registry.put("/v1/models/" + MODEL + "/aliases/" + alias, """
                {"version":"v%d"}""".formatted(version), headers);
    }

    /** What callers do wrong, and what they may not. */
    private void refusals() throws IOException {
        user.post("/v1/infer", """
                {"model":"%s","input":{"image":"nothing"}}""".formatted(MODEL));
        user.post("/v1/infer", """
                {"model":"nobodys","input":{"image":"%s"}}""".formatted(PICTURE));
        picture(anybody, "stable");
        picture(limited, "stable");
        user.get("/nowhere");
        tensors("nobodys");
    }

    private static RestAnswer picture(RestClient caller, String version) throws IOException {
        return caller.post("/v1/infer", """
                {"model":"%s","version":"%s","input":{"image":"%s"}}""".formatted(MODEL, version, PICTURE));
    }

    /** Over gRPC; a refusal is an answer. */
    private String tensors(String model) {
        try {
            return GRPCInferenceServiceGrpc.newBlockingStub(grpc.channel()).withDeadlineAfter(30, TimeUnit.SECONDS)
                    .modelInfer(ModelInferRequest.newBuilder().setModelName(model)
                            .addInputs(InferInputTensor.newBuilder().setName("input").setDatatype("FP32").addShape(1).addShape(1)
                                    .addShape(28).addShape(28))
                            .addRawInputContents(ByteString.copyFrom(new byte[PIXELS * Float.BYTES])).build()).getModelVersion();
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode().name();
        }
    }

    /** The last is good for nothing. */
    private static String rows() {
        return IntStream.range(0, JOB_ROWS).mapToObj(row -> """
                {"custom_id":"%d","input":{"image":"%s"}}""".formatted(row, row < JOB_ROWS - 1 ? PICTURE : "nothing"))
                .collect(Collectors.joining(","));
    }

    /** Asks again where it is refused: on a busy machine Redis is now and then late, and a gateway's own share of a limit begins empty. */
    private static RestAnswer answered(Callable<RestAnswer> asks) {
        return Eventually.answer(asks, RestAnswer::succeeded);
    }

    private static <T> T undisturbed(Callable<T> asks) {
        try {
            return asks.call();
        } catch (Exception e) {
            throw new AssertionError("the platform does not answer: " + e, e);
        }
    }

    @Override
    public void close() {
        grpc.close();
        anybody.close();
    }
}
