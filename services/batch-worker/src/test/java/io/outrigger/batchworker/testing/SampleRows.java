package io.outrigger.batchworker.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.json.Json;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.testing.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines for the model {@code pairs}, and what is read of the lines that come of them. */
public final class SampleRows {

    /** A number that makes the model fail, where a test has it so. */
    public static final float POISON = 666;

    static final String WEBHOOK_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private SampleRows() {
    }

    /** The bytes of the secret that the worker signs with. */
    public static byte[] webhookKey() {
        return "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    }

    public static String line(int id, double value) {
        return """
                {"custom_id": "row-%d", "input": {"tensors": [{"name": "x", "shape": [1, 2], "datatype": "FP32", "data": [%d, %s]}]}}
                """.formatted(id, id, value);
    }

    /** So many lines, with ids from 1. */
    public static String lines(int rows) {
        return IntStream.rangeClosed(1, rows).mapToObj(id -> line(id, 0.5)).collect(Collectors.joining());
    }

    /** A line in OpenAI's form, whose body names the model. */
    public static String lineNaming(int id, String model, String version) {
        return """
                {"custom_id":"row-%d","method":"POST","url":"/v1/infer","body":{"model":"%s","version":"%s","input":{"tensors":[\
                {"name":"x","shape":[1,2],"datatype":"FP32","data":[%d,0]}]}}}
                """.formatted(id, model, version, id);
    }

    /** Of each line its number, custom_id and error code or status. */
    public static List<String> summary(byte[] lines) {
        return new String(lines, StandardCharsets.UTF_8).lines().map(SampleRows::json).map(json -> json.path("id").asText()
                .replaceAll(".*-", "") + " " + json.path("custom_id").asText() + " " + (json.path("error").isNull()
                        ? json.path("response").path("status_code").asText() : json.path("error").path("code").asText())).toList();
    }

    /** The custom_ids of the lines. */
    public static List<String> customIds(byte[] lines) {
        return new String(lines, StandardCharsets.UTF_8).lines().map(line -> json(line).path("custom_id").asText()).toList();
    }

    public static JsonNode json(String line) {
        try {
            return Json.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An echo that is a failure of the model for every call that a poisoned row is in. */
    public static Behaviour failingForPoison() {
        StatusRuntimeException failure = GrpcErrors.toStatus(
                new ServiceException(ErrorCode.BACKEND_FAILED, "The model failed."), "id");
        return (request, caller) -> (has(request.message(), POISON) ? Behaviour.failing(failure) : Behaviour.echo())
                .answer(request, caller);
    }

    /** An echo that leaves calls without an answer which have a row from this id on. */
    public static Behaviour silentFrom(int id) {
        return (request, caller) -> {
            FloatBuffer numbers = numbers(request.message());
            float last = numbers.get(numbers.limit() - 2);
            (last >= id ? Behaviour.silence() : Behaviour.echo()).answer(request, caller);
        };
    }

    private static boolean has(ModelInferRequest request, float number) {
        FloatBuffer numbers = numbers(request);
        return IntStream.range(0, numbers.limit()).anyMatch(index -> numbers.get(index) == number);
    }

    private static FloatBuffer numbers(ModelInferRequest request) {
        return request.getRawInputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
