package io.outrigger.gateway.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.outrigger.gateway.access.GatewayAccess;
import io.outrigger.openinference.control.UnservedExtension;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Calls over gRPC, each kind wrong in its own way. */
final class GrpcCalls {

    private static final ModelInferRequest GOOD = ModelInferRequest.newBuilder().setModelName("plain").setModelVersion("1").setId("7")
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(1_000_000).build())
            .addInputs(InferInputTensor.newBuilder().setName("a").setDatatype("FP32").addShape(1).addShape(4))
            .addInputs(InferInputTensor.newBuilder().setName("b").setDatatype("INT64").addShape(1).addShape(2))
            .addOutputs(InferRequestedOutputTensor.newBuilder().setName("sum"))
            .addRawInputContents(ByteString.copyFrom(new byte[16])).addRawInputContents(ByteString.copyFrom(new byte[16])).build();

    private static final Map<String, MethodDescriptor<?, ?>> KNOWN = Stream.of(GRPCInferenceServiceGrpc.getServiceDescriptor(),
            JobServiceGrpc.getServiceDescriptor(), ServerReflectionGrpc.getServiceDescriptor()).map(ServiceDescriptor::getMethods)
            .flatMap(methods -> methods.stream()).collect(Collectors.toMap(method -> method.getFullMethodName(), Function.identity()));

    /** What HTTP/2 or gRPC itself reads, and drops the stream for. */
    private static final String OF_THE_TRANSPORT =
            "(?i)connection|upgrade|te|host|grpc-timeout|content-.*|expect|transfer-encoding|trailer|http2-settings";
    private static final String OLD_REFLECTION = "grpc.reflection.v1alpha.";
    private static final List<String> INFERENCES =
            GatewayAccess.TABLE.methods().keySet().stream().filter(GatewayAccess::isInference).filter(KNOWN::containsKey).sorted().toList();

    private GrpcCalls() {
    }

    /**
     * How the method is called, as another one where it is only refused;
     * where this fails, a service is new and belongs into the list above.
     */
    private static MethodDescriptor<?, ?> method(String name) {
        String last = name.substring(name.indexOf('/') + 1);
        if (Arrays.stream(UnservedExtension.values()).anyMatch(extension -> extension.methods().contains(last))) {
            return GRPCInferenceServiceGrpc.getModelReadyMethod();
        }
        MethodDescriptor<?, ?> known = KNOWN.get(name.replace(OLD_REFLECTION, "grpc.reflection.v1."));
        if (known == null) {
            throw new AssertionError("nobody here knows the messages of " + name);
        }
        return known;
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of(GatewayAccess.TABLE.methods().keySet().stream().sorted().toList());
    }

    private static Descriptor request(String name) {
        return ((ProtoMethodDescriptorSupplier) method(name).getSchemaDescriptor()).getMethodDescriptor().getInputType();
    }

    static Arbitrary<RawCall> anyMessages() {
        return names().flatMap(name -> calls(name, messages(random -> new RandomMessages(random).of(request(name)))));
    }

    /** Inferences that are good but for one thing or a few. */
    static Arbitrary<RawCall> changedInferences() {
        return Arbitraries.of(INFERENCES).flatMap(name -> calls(name,
                messages(random -> {
            Message message = GOOD;
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                message = new RandomMessages(random).changed(message);
            }
            return message;
        })));
    }

    static Arbitrary<RawCall> anyBytes() {
        return names().flatMap(name -> calls(name, Arbitraries.bytes().array(byte[].class).ofMaxSize(60)));
    }

    static Arbitrary<RawCall> oddHeaders() {
        Arbitrary<List<String>> headers = OddTexts.headers().map(all -> all.stream()
                .filter(header -> header.name().matches("[A-Za-z-]{2,40}")
                        && !header.name().matches(OF_THE_TRANSPORT))
                .flatMap(header -> Stream.of(header.name(), header.value().replaceAll("[^ -~]", "?"))).toList());
        return Combinators.combine(anyMessages(), headers, Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(true)),
                Tuple.of(1, Arbitraries.just(false))))
                .as((call, odd, withToken) -> new RawCall(call.method(), call.type(), call.messages(), odd, withToken));
    }

    private static Arbitrary<byte[]> messages(Function<Random, Message> message) {
        Arbitrary<byte[]> whole = Arbitraries.randomValue(random -> message.apply(random).toByteArray());
        Arbitrary<List<ByteChange>> changes = Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(List.of())),
                Tuple.of(1, ByteChange.any().list().ofMinSize(1).ofMaxSize(2)));
        return Combinators.combine(whole, changes).as(ByteChange::of);
    }

    private static Arbitrary<RawCall> calls(String name, Arbitrary<byte[]> message) {
        MethodDescriptor<?, ?> method = method(name);
        int most = method.getType().clientSendsOneMessage() ? 1 : 4;
        return message.list().ofMinSize(most == 1 ? 1 : 0).ofMaxSize(most)
                .map(messages -> new RawCall(name, method.getType(), messages, List.of(), true));
    }
}
