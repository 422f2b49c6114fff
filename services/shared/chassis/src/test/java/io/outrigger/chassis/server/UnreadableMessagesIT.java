package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.testing.RawBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnreadableMessagesIT {

    private static final MethodDescriptor<byte[], byte[]> HEALTH =
            HealthGrpc.getCheckMethod().toBuilder(new RawBytes(), new RawBytes()).build();

    private final Telemetry telemetry = Telemetry.local("example");
    private ServiceServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        Settings settings = ExampleServer.settings(Map.of("MESSAGE_BYTES_MAX", "1000", "CALLS_MAX", "10"));
        server = ExampleServer.serving(settings, telemetry, service -> service
                .rest(routing -> routing.post("/echo", (request, response) -> response.send(RequestBody.read(request))))
                .grpc(new EchoService()));
        channel = TestChannel.to(server.grpcPort());
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
        telemetry.close();
    }

    @Test
    void aMessageThatIsTooLargeOnceDecompressedIsNamed() {
        CallOptions compressed = CallOptions.DEFAULT.withCompression("gzip");

        assertThat(say("a".repeat(900), compressed)).hasSize(900);
        for (int i = 0; i < 30; i++) {
            ServiceException failure = GrpcErrors.toFailure(catchThrowable(() -> say("a".repeat(100_000), compressed)));
            assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
            assertThat(failure).hasMessageContaining("more than 1000 bytes once decompressed");
        }
        assertThat(say("still here", CallOptions.DEFAULT)).isEqualTo("still here");
    }

    @Test
    void deflateIsTakenWithinTheSameLimit() {
        try (var deflating = new Deflating(server.grpcPort(), true)) {
            assertThat(deflating.say("a".repeat(900))).hasSize(900);
            ServiceException failure = GrpcErrors.toFailure(catchThrowable(() -> deflating.say("a".repeat(100_000))));
            assertThat(failure.code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
            assertThat(failure).hasMessageContaining("more than 1000 bytes once decompressed");
            assertThat(deflating.say("still here")).isEqualTo("still here");
        }
    }

    @Test
    void whatCallsItselfDeflateAndIsNotIsNamed() {
        try (var lying = new Deflating(server.grpcPort(), false)) {
            ServiceException failure = GrpcErrors.toFailure(catchThrowable(() -> lying.say("as it is")));
            assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        }
    }

    @Test
    void whatIsNoProtobufIsNamed() {
        ServiceException failure = GrpcErrors.toFailure(catchThrowable(() ->
                ClientCalls.blockingUnaryCall(channel, HEALTH, CallOptions.DEFAULT, new byte[] {10, 80, 'a'})));

        assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
        assertThat(failure).hasMessageContaining("not readable protobuf");
        assertThat(ClientCalls.blockingUnaryCall(channel, HEALTH, CallOptions.DEFAULT, new byte[0])).isNotEmpty();
    }

    @Test
    void aTimeoutThatIsNoneIsNamedAndNotRepeated() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "a secret that was put here");
        ServiceException failure = GrpcErrors.toFailure(catchThrowable(() -> ClientCalls.blockingUnaryCall(
                ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)), HEALTH, CallOptions.DEFAULT,
                new byte[0])));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_HEADER);
        assertThat(failure).hasMessageContaining("grpc-timeout").hasMessageNotContaining("secret");
    }

    @Test
    void aMethodThatNobodyServesIsNamed() {
        MethodDescriptor<byte[], byte[]> unknown = HEALTH.toBuilder().setFullMethodName("boats.v1.Boats/Sail").build();

        ServiceException failure = GrpcErrors.toFailure(catchThrowable(() ->
                ClientCalls.blockingUnaryCall(channel, unknown, CallOptions.DEFAULT, new byte[2_000])));

        assertThat(failure.code()).isEqualTo(ErrorCode.ROUTE_NOT_FOUND);
        assertThat(failure).hasMessageContaining("'boats.v1.Boats/Sail'");
        assertThat(say("still here", CallOptions.DEFAULT)).isEqualTo("still here");
    }

    @Test
    void aChunkWithoutAReadableLengthIsTheCallersMistake() throws IOException {
        for (String length : new String[] {"-1", "zz", "5 name=value", "fffffffffffffffff"}) {
            assertThat(answerToChunk(length)).startsWith("HTTP/1.1 400").contains("malformed_request", "each must begin with its length");
        }
    }

    @Test
    void aRequestLineThatCannotBeReadIsAnswered() throws IOException {
        for (String line : new String[] {"what is this", "GET", "GET /echo HTTP/one", "GET /echo", "get /echo HTTP/1.1"}) {
            assertThat(answer(line + "\r\nHost: a\r\n\r\n")).as(line).startsWith("HTTP/1.1 400").contains("malformed_request");
        }
        assertThat(answer("GET /echo HTTP/0.9\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 505").contains("http_version_not_supported");
    }

    private String answerToChunk(String length) throws IOException {
        return answer("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + length + "\r\nhello\r\n0\r\n\r\n");
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.restPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String say(String text, CallOptions options) {
        return ClientCalls.blockingUnaryCall(channel, EchoService.SAY, options.withDeadlineAfter(10, TimeUnit.SECONDS),
                new EchoService.Text(text)).value();
    }

    /** A caller whose messages are in deflate, as gRPC of C++ and Python has it; or say so and are not. */
    private static final class Deflating implements AutoCloseable, Codec {
        private final boolean honest;
        private final ManagedChannel channel;

        Deflating(int port, boolean honest) {
            this.honest = honest;
            CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
            compressors.register(this);
            channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().compressorRegistry(compressors).build();
        }

        String say(String text) {
            return ClientCalls.blockingUnaryCall(channel, EchoService.SAY, CallOptions.DEFAULT.withCompression("deflate")
                    .withDeadlineAfter(10, TimeUnit.SECONDS), new EchoService.Text(text)).value();
        }

        @Override
        public String getMessageEncoding() {
            return "deflate";
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return honest ? new DeflaterOutputStream(out) : out;
        }

        @Override
        public InputStream decompress(InputStream in) {
            return new InflaterInputStream(in);
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }
}
