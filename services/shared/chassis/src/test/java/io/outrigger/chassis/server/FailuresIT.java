package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.errors.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callers are told when a request cannot be served, over REST, gRPC and of what is hardly HTTP. */
class FailuresIT {

    private final ExampleServer example = new ExampleServer();

    @AfterEach
    void stop() throws InterruptedException {
        example.close();
    }

    @Test
    void restAndGrpcAnswerWithTheCallersCorrelationId() throws Exception {
        example.start(Map.of());
        Metadata id = new Metadata();
        id.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "req-7");
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        var call = io.grpc.ClientInterceptors.intercept(example.channel, MetadataUtils.newAttachHeadersInterceptor(id),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));

        assertThat(ClientCalls.blockingUnaryCall(call, EchoService.SAY, CallOptions.DEFAULT, new EchoService.Text("hi")).value())
                .isEqualTo("hi");
        var answer = example.send(example.request("/id").header("x-request-id", "req-8"));

        assertThat(headers.get().get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER))).isEqualTo("req-7");
        assertThat(answer.headers().firstValue("x-request-id")).contains("req-8");
        assertThat(answer.body()).isEqualTo("req-8");
    }

    @Test
    void grpcFailuresCarryTheirCode() {
        example.start(Map.of());

        assertThat(example.failure("refuse").code()).isEqualTo(ErrorCode.SHAPE_MISMATCH);
        assertThat(example.failure("refuse")).hasMessage("a ü sentence");
        assertThat(example.failure("throw refuse").code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
        assertThat(example.failure("throw").code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(example.failure("throw").getMessage()).doesNotContain("secret");
        assertThat(example.failure("throw error").code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(example.say("long")).hasSize(300_000);
    }

    @Test
    void restFailuresAreProblems() throws Exception {
        example.start(Map.of());

        ExampleServer.assertProblem(example.get("/refuse"), 429, "rate_limited");
        assertThat(example.get("/refuse").headers().firstValue("Retry-After")).contains("2");
        ExampleServer.assertProblem(example.get("/throw"), 500, "internal_error");
        assertThat(example.get("/throw").body()).doesNotContain("secret");
        ExampleServer.assertProblem(example.get("/nowhere"), 404, "route_not_found");
        ExampleServer.assertProblem(example.send(example.request("/echo").DELETE()), 405, "method_not_allowed");
        ExampleServer.assertProblem(example.send(example.request("/id").header("X-Request-Timeout-Ms", "soon")), 400, "invalid_header");
    }

    @Test
    void whatIsNotHttpIsAProblemToo() throws Exception {
        example.start(Map.of());

        assertThat(example.raw("GET /a%zz HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 400").contains("malformed_request");
        assertThat(example.raw("GET /id HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(70_000) + "\r\n\r\n"))
                .containsPattern("HTTP/1.1 4\\d\\d");
        assertThat(example.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413").contains("payload_too_large", "1000000000");
        assertThat(example.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(example.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"))
                .startsWith("HTTP/1.1 415").contains("Content-Encoding may be one of gzip, deflate, identity; found 'br'");
        assertThat(example.get("/id").statusCode()).isEqualTo(200);
    }

    @Test
    void aLongSentenceArrivesInAnyAlphabet() {
        example.start(Map.of());

        assertThat(example.failure("refuse at length").code()).isEqualTo(ErrorCode.MODEL_REJECTED_INPUT);
        assertThat(example.failure("refuse at length").getMessage()).startsWith("漢漢").endsWith("…");
    }

    @Test
    void theAnswerToHeadHasNoBodyThatCouldBeTakenForTheNextAnswer() throws Exception {
        example.start(Map.of());

        for (String path : List.of("/echo", "/id", "/nowhere")) {
            String answers = example.raw("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\nPOST /refuse HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answers).startsWith(path.equals("/id") ? "HTTP/1.1 200" : "HTTP/1.1 40")
                    .contains("\r\n\r\nHTTP/1.1 404").containsOnlyOnce("\"code\"");
        }
    }

    @Test
    void strangeFramingIsTheCallersFault() throws Exception {
        example.start(Map.of());
        String post = "POST /echo HTTP/1.1\r\nHost: a\r\nx-request-id: framed\r\n";
        for (String framing : List.of(
                "Content-Length: -5\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy",
                "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffff\r\nabc",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc",
                "Transfer-Encoding: gzip\r\n\r\nabc",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")) {
            assertThat(example.raw(post + framing)).as(framing)
                    .containsPattern("^HTTP/1.1 4\\d\\d").contains("""
                            "correlation_id":"framed",""");
        }
        assertThat(example.get("/id").statusCode()).isEqualTo(200);
    }
}
