package io.outrigger.openinference.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** A part of a message is read as if nothing came after it, wherever the message is cut. */
class WireReaderTest {

    private static final byte[] BYTES = HexFormat.of().parseHex("ffff0a0161108001fdfeff7f55");

    @Test
    void readsBetweenTwoPlaces() {
        for (int place = 0; place <= BYTES.length; place++) {
            var reader = new WireReader(Pieces.cut(BYTES, place), 2, 12);
            assertThat(reader.left()).isEqualTo(10);
            assertThat(reader.next()).isTrue();
            assertThat(reader.text()).isEqualTo("a");
            assertThat(reader.next()).isTrue();
            assertThat(reader.isVarint()).isTrue();
            assertThat(reader.number()).isEqualTo(128);
            assertThat(reader.position()).isEqualTo(8);
            assertThat(reader.fixed32()).isEqualTo(0x7ffffefd);
            assertThat(reader.left()).isZero();
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void takesNothingThatComesAfterThePart() {
        for (int place = 0; place <= BYTES.length; place++) {
            WireMessage message = Pieces.cut(BYTES, place);
            assertThatThrownBy(new WireReader(message, 6, 7)::number).isInstanceOf(WireReader.Malformed.class)
                    .hasMessage("a number is cut short (at byte 7 of 7)");
            assertThatThrownBy(new WireReader(message, 8, 11)::fixed32).isInstanceOf(WireReader.Malformed.class);
            assertThatThrownBy(new WireReader(message, 2, 4)::next).hasMessageContaining("claims 1 bytes but 0 are left");
            assertThatThrownBy(() -> new WireReader(message, 3, 5).pass(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(new WireReader(message, 5, 5).next()).isFalse();
        }
        assertThatThrownBy(() -> new WireReader(WireMessage.of(BYTES), 0, BYTES.length + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
