package io.outrigger.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.proto.inference.InferParameter;
import io.outrigger.proto.inference.ModelInferRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WireReaderTest {

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
        var message = ModelInferRequest.newBuilder().setModelName("m".repeat(random.nextInt(2_000))).setId("é")
                .putParameters("timeout", InferParameter.newBuilder().setInt64Param(random.nextLong()).build());
        for (int i = random.nextInt(5); i > 0; i--) {
            byte[] raw = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(40_000)];
            random.nextBytes(raw);
            message.addInputs(ModelInferRequest.InferInputTensor.newBuilder().setName("i" + i).addShape(-random.nextLong()))
                    .addRawInputContents(ByteString.copyFrom(raw));
        }
        ModelInferRequest whole = message.build();
        var read = WireReader.read(new Pieces(whole.toByteArray(), 1 + random.nextInt(16_384), visible), new BufferPool(1 << 20));
        assertThat(read.failure()).isEmpty();
        assertThat(read.sizeBytes()).isEqualTo(whole.getSerializedSize());
        assertThat(read.head()).isEqualTo(whole.toBuilder().clearRawInputContents().build());
        assertThat(read.raws()).hasSize(whole.getRawInputContentsCount());
        for (int i = 0; i < read.raws().size(); i++) {
            assertThat(read.raws().get(i).buffer().isDirect()).isTrue();
            assertThat(ByteString.copyFrom(read.raws().get(i).buffer().duplicate())).isEqualTo(whole.getRawInputContents(i));
        }
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 60) byte[] bytes) throws IOException {
        var read = WireReader.read(new Pieces(bytes, 7, true), new BufferPool(0));
        assertThat(read.failure().isPresent() || read.head() != null).isTrue();
    }

    @Test
    void aMillionEmptyContentsAreRefusedEarly() throws IOException {
        byte[] bytes = new byte[2_000_000];
        for (int i = 0; i < bytes.length; i += 2) {
            bytes[i] = 0x3a;
        }
        var pool = new BufferPool(Long.MAX_VALUE);
        assertThat(WireReader.read(new Pieces(bytes, 16_384, true), pool).failure()).isPresent();
        assertThat(pool.idleBytes()).as("everything was given back").isEqualTo(1_024 * 1_024);
    }
}
