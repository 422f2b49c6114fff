package io.outrigger.openinference.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the scanner accepts, protobuf's own parser reads as the same model, version and id. */
class RequestScannerPropertyTest {

    private record Mutation(int kind, double place, int value) {
    }

    @Property(tries = 20_000)
    void agreesWithProtobufOnMutatedMessages(@ForAll("mutated") byte[] bytes) {
        agrees(bytes);
    }

    @Property(tries = 20_000)
    void agreesWithProtobufOnAnyBytes(@ForAll("fieldLike") byte[] bytes) {
        agrees(bytes);
    }

    @Property
    void acceptsWhatProtobufWrites(@ForAll("requests") ModelInferRequest request) {
        assertThat(RequestScanner.scan(WireMessage.of(request)).head())
                .isEqualTo(new RequestHead(request.getModelName(), request.getModelVersion(), request.getId()));
        assertThat(InferRequests.parse(WireMessage.of(request))).isEqualTo(request);
    }

    /** Protobuf gives fields no order, so every order of a message's fields is that message. */
    @Property
    void acceptsEveryOrderOfFields(@ForAll("requests") ModelInferRequest request, @ForAll Random random) {
        List<byte[]> fields = fields(request);
        Collections.shuffle(fields, random);
        var shuffled = new ByteArrayOutputStream();
        fields.forEach(shuffled::writeBytes);
        WireMessage message = WireMessage.of(shuffled.toByteArray());
        assertThat(RequestScanner.scan(message).head())
                .isEqualTo(new RequestHead(request.getModelName(), request.getModelVersion(), request.getId()));
        assertThat(InferRequests.parse(message)).isEqualTo(request);
    }

    /** Each field of the message's top level as bytes of its own. */
    private static List<byte[]> fields(ModelInferRequest request) {
        List<byte[]> fields = new ArrayList<>(List.of(
                request.toBuilder().clearModelVersion().clearId().clearInputs().clearRawInputContents().build().toByteArray(),
                request.toBuilder().clearModelName().clearId().clearInputs().clearRawInputContents().build().toByteArray(),
                request.toBuilder().clearModelName().clearModelVersion().clearInputs().clearRawInputContents().build().toByteArray()));
        request.getInputsList().forEach(input -> fields.add(ModelInferRequest.newBuilder().addInputs(input).build().toByteArray()));
        request.getRawInputContentsList().forEach(raw ->
                fields.add(ModelInferRequest.newBuilder().addRawInputContents(raw).build().toByteArray()));
        return fields;
    }

    private static void agrees(byte[] bytes) {
        ScannedRequest scanned;
        try {
            scanned = RequestScanner.scan(WireMessage.of(bytes));
        } catch (ServiceException refused) {
            return;
        }
        ModelInferRequest parsed;
        try {
            parsed = ModelInferRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException insideATensor) {
            assertThatThrownBy(() -> RequestParameters.of(scanned)).isInstanceOf(ServiceException.class);
            return;
        }
        RequestHead head = scanned.head();
        assertThat(head).isEqualTo(new RequestHead(parsed.getModelName(), parsed.getModelVersion(), parsed.getId()));
        read(scanned).ifPresent(read -> assertThat(read).isEqualTo(parsed));
        assertThat(RequestScanner.scan(Pieces.cutEverywhere(bytes)).head()).isEqualTo(head);
    }

    /** Nothing where the inside of a tensor is refused: protobuf's Java parser takes tags of over 32 bits and groups there. */
    private static Optional<ModelInferRequest> read(ScannedRequest scanned) {
        try {
            return Optional.of(InferRequests.parse(scanned));
        } catch (ServiceException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            assertThat(refused.getMessage()).containsAnyOf("a number is too large", "a number has more than 5 bytes", "has wire type");
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<ModelInferRequest> requests() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12)
                .filter(s -> s.chars().noneMatch(c -> Character.isSurrogate((char) c)));
        return Combinators.combine(text, text, text, Arbitraries.bytes().array(byte[].class).ofMaxSize(20))
                .as((model, version, id, raw) -> ModelInferRequest.newBuilder()
                        .setModelName(model).setModelVersion(version).setId(id)
                        .addInputs(InferInputTensor.newBuilder().setName(model).addShape(raw.length))
                        .addRawInputContents(ByteString.copyFrom(raw)).build());
    }

    @Provide
    Arbitrary<byte[]> mutated() {
        Arbitrary<Mutation> mutation = Combinators.combine(Arbitraries.integers().between(0, 3),
                Arbitraries.doubles().between(0, 0.99), Arbitraries.integers().between(0, 255)).as(Mutation::new);
        return Combinators.combine(requests(), mutation.list().ofMaxSize(4)).as((request, mutations) ->
                mutate(request.toByteArray(), mutations));
    }

    /** Sequences of fields with small numbers, any wire type and short contents: dense in near-misses. */
    @Provide
    Arbitrary<byte[]> fieldLike() {
        Arbitrary<byte[]> field = Combinators.combine(Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0, 5),
                Arbitraries.bytes().between((byte) 0, (byte) 127).array(byte[].class).ofMaxSize(3)).as((number, type, content) -> {
                    var bytes = new byte[content.length + 2];
                    bytes[0] = (byte) (number << 3 | type);
                    bytes[1] = (byte) content.length;
                    System.arraycopy(content, 0, bytes, 2, content.length);
                    return bytes;
                });
        return field.list().ofMaxSize(6).map(fields -> {
            ByteString all = ByteString.EMPTY;
            for (byte[] each : fields) {
                all = all.concat(ByteString.copyFrom(each));
            }
            return all.toByteArray();
        });
    }

    private static byte[] mutate(byte[] original, List<Mutation> mutations) {
        byte[] bytes = original;
        for (Mutation mutation : mutations) {
            int at = (int) (mutation.place() * (bytes.length + 1));
            byte[] tail = Arrays.copyOfRange(bytes, at, bytes.length);
            ByteString head = ByteString.copyFrom(bytes, 0, at);
            ByteString value = ByteString.copyFrom(new byte[] {(byte) mutation.value()});
            bytes = (switch (mutation.kind()) {
                case 0 -> head.concat(value).concat(ByteString.copyFrom(tail));
                case 1 -> tail.length == 0 ? head : head.concat(value).concat(ByteString.copyFrom(tail, 1, tail.length - 1));
                case 2 -> head;
                default -> head.concat(ByteString.copyFrom(original)).concat(ByteString.copyFrom(tail));
            }).toByteArray();
        }
        return bytes;
    }
}
