package io.outrigger.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportReaderTest {

    /** A message in pieces of the transport's memory, as Netty gives it. */
    private static final class Pieces extends ByteArrayInputStream implements KnownLength, HasByteBuffer {

        private final int pieceBytes;
        private final boolean visible;

        Pieces(byte[] bytes, int pieceBytes, boolean visible) {
            super(bytes);
            this.pieceBytes = pieceBytes;
            this.visible = visible;
        }

        @Override
        public boolean byteBufferSupported() {
            return visible;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return available() == 0 ? null : ByteBuffer.wrap(buf, pos, Math.min(available(),
                    pieceBytes - pos % pieceBytes)).asReadOnlyBuffer();
        }
    }

    @Property(tries = 200)
    void rawContentsGoToBuffersAndTheRestToTheMessage(@ForAll long seed, @ForAll boolean visible) throws IOException {
        Random random = new Random(seed);
        var message = ModelInferRequest.newBuilder().setModelName("m".repeat(random.nextInt(257))).setId("é")
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(random.nextLong()).build());
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] raw = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(40_000)];
            random.nextBytes(raw);
            message.addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("i" + i).addShape(-random.nextLong()))
                    .addRawInputContents(ByteString.copyFrom(raw));
        }
        ModelInferRequest whole = message.build();
        var read = TransportReader.read(new Pieces(whole.toByteArray(), 1 + random.nextInt(16_384), visible), new BufferPool(1 << 20));
        assertThat(read.failure()).isEmpty();
        assertThat(read.sizeBytes()).isEqualTo(whole.getSerializedSize());
        assertThat(read.head()).isEqualTo(whole.toBuilder().clearRawInputContents().build());
        assertThat(read.raws()).hasSize(whole.getRawInputContentsCount());
        for (int i = 0; i < read.raws().size(); i++) {
            assertThat(read.raws().get(i).buffer().isDirect()).isTrue();
            assertThat(ByteString.copyFrom(read.raws().get(i).buffer().duplicate())).isEqualTo(whole.getRawInputContents(i));
        }
    }

    /** Protobuf gives fields no order; a message reads the same here as at every hop before. */
    @Property(tries = 200)
    void fieldsComeInAnyOrder(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<ModelInferRequest> parts = new ArrayList<>(List.of(ModelInferRequest.newBuilder().setModelName("m").build(),
                ModelInferRequest.newBuilder().setModelVersion("2").build(), ModelInferRequest.newBuilder().setId("é").build(),
                ModelInferRequest.newBuilder().putParameters("p", InferParameter.newBuilder().setInt64Param(1).build()).build(),
                ModelInferRequest.newBuilder().putParameters("p", InferParameter.newBuilder().setInt64Param(2).build()).build()));
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(ModelInferRequest.newBuilder()
                    .addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("i" + i).addShape(i)).build());
            parts.add(ModelInferRequest.newBuilder().addRawInputContents(ByteString.copyFromUtf8("raw" + i)).build());
        }
        Collections.shuffle(parts, random);
        byte[] bytes = joined(parts);
        var read = TransportReader.read(new Pieces(bytes, 1 + random.nextInt(20), true), new BufferPool(0));
        ModelInferRequest elsewhere = InferRequests.parse(WireMessage.of(bytes));
        assertThat(read.failure()).isEmpty();
        assertThat(read.head()).isEqualTo(elsewhere.toBuilder().clearRawInputContents().build());
        assertThat(read.raws().stream().map(raw -> ByteString.copyFrom(raw.buffer().duplicate())).toList())
                .isEqualTo(elsewhere.getRawInputContentsList());
    }

    /** What the gateway refuses because two readers could differ over it is refused here too. */
    @ParameterizedTest
    @ValueSource(strings = {"0a0161 0a0162", "0a0161 3a0107 0a0161", "120131 120132", "1a0131 2a00 1a0131", "0801", "3d00000000", "430c44",
        "8a808080808080808000 0161", "0a 8180808080808080800061", "ba808080808080808000 0161", "3a 8180808080808080800061",
        "ffffffff1f 00", "3a ffffffffffffffffff01"})
    void whatHopsRefuseIsRefused(String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(TransportReader.read(new Pieces(bytes, 7, true), new BufferPool(0)).failure()).isPresent();
        assertThatThrownBy(() -> InferRequests.parse(WireMessage.of(bytes))).isInstanceOf(ServiceException.class);
    }

    @Property(tries = 500)
    void whatIsReadIsWhatHopsRead(@ForAll @Size(max = 60) byte[] bytes) throws IOException {
        var read = TransportReader.read(new Pieces(bytes, 7, true), new BufferPool(0));
        if (read.failure().isEmpty()) {
            assertThat(read.head()).isEqualTo(InferRequests.parse(WireMessage.of(bytes)).toBuilder().clearRawInputContents().build());
        }
    }

    private static byte[] joined(List<ModelInferRequest> parts) {
        var joined = new ByteArrayOutputStream();
        parts.forEach(part -> joined.writeBytes(part.toByteArray()));
        return joined.toByteArray();
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 60) byte[] bytes) throws IOException {
        var read = TransportReader.read(new Pieces(bytes, 7, true), new BufferPool(0));
        assertThat(read.failure().isPresent() || read.head() != null).isTrue();
    }

    @Test
    void aMillionEmptyContentsAreRefusedEarly() throws IOException {
        byte[] bytes = new byte[2_000_000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 0x3a;
        }
        var pool = new BufferPool(Long.MAX_VALUE);
        assertThat(TransportReader.read(new Pieces(bytes, 16_384, true), pool).failure()).isPresent();
        assertThat(pool.idleBytes()).as("everything was given back").isEqualTo(1_024 * 1_024);
    }
}
