package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWalkTest {

    private static final int[] PAYLOADS = {0, 18, 4, 16_384, 300, 0, 70_000, 1};

    private final FrameWalk walk = new FrameWalk();

    private static ByteBuf connection() {
        ByteBuf bytes = Unpooled.buffer().writeBytes(new byte[24]);
        for (int payload : PAYLOADS) {
            bytes.writeMedium(payload).writeBytes(new byte[6]).writeBytes(new byte[payload]);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 9, 100, 4_096, 65_536, 1_000_000})
    void countsFramesHoweverTheirBytesCome(int piece) {
        ByteBuf all = connection();
        int frames = 0;
        while (all.isReadable()) {
            ByteBuf some = all.readSlice(Math.min(piece, all.readableBytes()));
            assertThat(walk.walk(some, 1_000)).isEqualTo(some.readableBytes());
            frames += walk.frames();
        }
        assertThat(frames).isEqualTo(PAYLOADS.length);
    }

    @Test
    void stopsBehindTheHeadOfTheLastOne() {
        ByteBuf all = connection();
        assertThat(walk.walk(all, 2)).isEqualTo(24 + 9 + 9);
        assertThat(walk.frames()).isEqualTo(2);
        all.skipBytes(24 + 9 + 9);
        assertThat(walk.walk(all, 1)).isEqualTo(18 + 9);
    }
}
