package io.outrigger.chassis.server;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A gRPC service that does what its message says: answers it, refuses it, throws, waits, or answers something long. */
final class EchoService implements BindableService {

    record Text(String value) implements SizedMessage {
        @Override
        public int sizeBytes() {
            return value.length();
        }
    }

    static final MethodDescriptor<Text, Text> SAY = MethodDescriptor.<Text, Text>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("test.Echo/Say")
            .setRequestMarshaller(new TextMarshaller())
            .setResponseMarshaller(new TextMarshaller())
            .build();
    static final MethodDescriptor<Text, Text> CHAT =
            SAY.toBuilder().setType(MethodType.BIDI_STREAMING).setFullMethodName("test.Echo/Chat").build();

    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch proceed = new CountDownLatch(1);

    @Override
    public ServerServiceDefinition bindService() {
        return ServerServiceDefinition.builder("test.Echo")
                .addMethod(SAY, ServerCalls.asyncUnaryCall(this::say))
                .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(EchoService::chat))
                .build();
    }

    private void say(Text request, StreamObserver<Text> answer) {
        switch (request.value()) {
            case "refuse" -> answer.onError(new ServiceException(ErrorCode.SHAPE_MISMATCH, "a ü sentence"));
            case "refuse at length" -> answer.onError(new ServiceException(ErrorCode.MODEL_REJECTED_INPUT, "漢".repeat(2_000)));
            case "throw refuse" -> throw new ServiceException(ErrorCode.MODEL_NOT_FOUND, "thrown");
            case "throw" -> throw new IllegalStateException("secret");
            case "throw error" -> throw new StackOverflowError("secret");
            case "wait" -> {
                waiting.countDown();
                await();
                reply(answer, "waited");
            }
            case "long" -> reply(answer, "x".repeat(300_000));
            default -> reply(answer, request.value());
        }
    }

    private void await() {
        try {
            proceed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reply(StreamObserver<Text> answer, String text) {
        answer.onNext(new Text(text));
        answer.onCompleted();
    }

    private static StreamObserver<Text> chat(StreamObserver<Text> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Text message) {
                answer.onNext(message);
            }

            @Override
            public void onError(Throwable cancelled) {
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private static final class TextMarshaller implements MethodDescriptor.Marshaller<Text> {

        @Override
        public InputStream stream(Text value) {
            return new ByteArrayInputStream(value.value().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Text parse(InputStream stream) {
            try {
                return new Text(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
