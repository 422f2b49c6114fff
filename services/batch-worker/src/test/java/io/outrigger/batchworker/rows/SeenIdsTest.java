package io.outrigger.batchworker.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Hashes that are the published ones, and a table that forgets nothing. */
class SeenIdsTest {

    @Test
    void theHashIsSipHash() {
        assertThat(hash(0)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        assertThat(hash(1)).isEqualTo("da87c1d86b99af44347659119b22fc45");
    }

    @Test
    void everyIdIsNewOnce() {
        var seen = new SeenIds();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add("row-" + i)).isTrue();
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add("row-" + i)).isFalse();
        }
        assertThat(seen.add("row-100000")).isTrue();
    }

    @Test
    void hashesThatShareAPlaceAreTold() {
        var seen = new SeenIds();
        assertThat(seen.add(0, 0)).isTrue();
        assertThat(seen.add(0, 0)).isFalse();
        for (long i = 1; i < 5_000; i++) {
            assertThat(seen.add(0, i)).isTrue();
        }
        for (long i = 1; i < 5_000; i++) {
            assertThat(seen.add(0, i)).isFalse();
        }
    }

    private static String hash(int size) {
        byte[] bytes = new byte[16 + size];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i < 16 ? i : i - 16);
        }
        ByteBuffer key = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var hash = new KeyedHash(key.getLong(), key.getLong());
        hash.of(Arrays.copyOfRange(bytes, 16, bytes.length));
        return HexFormat.of().formatHex(
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(hash.low()).putLong(hash.high()).array());
    }
}
