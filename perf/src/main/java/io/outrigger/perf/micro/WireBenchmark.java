package io.outrigger.perf.micro;

import com.google.protobuf.ByteString;
import io.outrigger.openinference.json.AddressedModel;
import io.outrigger.openinference.json.BinaryOutputs;
import io.outrigger.openinference.json.InferRequestJson;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.openinference.rows.RowRequest;
import io.outrigger.openinference.rows.SharedRows;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.ScannedRequest;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A picture's tensor, 784 numbers, as it goes through the hops: alone, and 16 of them in a call. */
@State(Scope.Thread)
public class WireBenchmark {

    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int ROWS = 16;
    private static final int SCORES = 10;
    private static final long TIMEOUT_MICROS = 1_000_000;

    private byte[] request;
    private byte[] json;
    private List<RowRequest> members;
    private WireMessage answer;
    private ModelInferResponse answerOfOne;

    /** Made once, before anything is measured. */
    @Setup
    public void make() {
        Picture picture = new Picture(new byte[0], new byte[PIXELS * Float.BYTES], SIDE, SIDE);
        ModelInferRequest one = GrpcTarget.request("digits", "v1", picture, 1);
        request = one.toByteArray();
        members = Collections.nCopies(ROWS, RowRequest.of(RequestScanner.scan(WireMessage.of(one))).orElseThrow());
        answer = WireMessage.of(answer(ROWS));
        answerOfOne = answer(1);
        json = """
                {"inputs":[{"name":"input","shape":[1,1,%d,%d],"datatype":"FP32","data":[%s]}]}""".formatted(SIDE, SIDE,
                IntStream.range(0, PIXELS).mapToObj(i -> Float.toString(i / 1024f)).collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ModelInferResponse answer(int rows) {
        return ModelInferResponse.newBuilder().setModelName("digits").setModelVersion("1")
                .addOutputs(InferOutputTensor.newBuilder().setName("scores").setDatatype("FP32").addShape(rows).addShape(SCORES))
                .addRawOutputContents(ByteString.copyFrom(new byte[rows * SCORES * Float.BYTES])).build();
    }

    /** Looks over the bytes of a request, once a hop. */
    @Benchmark
    public ScannedRequest scan() {
        return RequestScanner.scan(WireMessage.of(request));
    }

    /** Puts 16 requests into one. */
    @Benchmark
    public WireMessage gather() {
        return SharedRows.gather(members, "digits", "1", TIMEOUT_MICROS);
    }

    /** Cuts the answer of 16 into theirs. */
    @Benchmark
    public List<WireMessage> scatter() {
        return SharedRows.scatter(answer, members);
    }

    /** Reads a tensor of JSON. */
    @Benchmark
    public InferRequestJson readJson() {
        return InferRequestJson.read(json, OptionalInt.empty(), AddressedModel.of("digits", "1"));
    }

    /** Writes an answer as JSON. */
    @Benchmark
    public InferResponseJson writeJson() {
        return InferResponseJson.write(answerOfOne, BinaryOutputs.NONE);
    }
}
