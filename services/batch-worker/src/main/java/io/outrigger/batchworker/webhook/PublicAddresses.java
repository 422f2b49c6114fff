package io.outrigger.batchworker.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses belong to the internet: everything but what IANA's registries of special-purpose addresses keep for other uses. */
final class PublicAddresses {

    private record Block(byte[] network, int bits) {

        static Block of(String network, int bits) {
            try {
                return new Block(InetAddress.getByName(network).getAddress(), bits); // a literal: nobody is asked
            } catch (UnknownHostException impossible) {
                throw new IllegalArgumentException(network, impossible);
            }
        }

        boolean holds(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff << (8 - bits % 8) & 0xff;
            return Arrays.equals(address, 0, whole, network, 0, whole)
                    && (bits % 8 == 0 || (address[whole] & mask) == (network[whole] & mask));
        }
    }

    private static final List<Block> SPECIAL = List.of(
            Block.of("0.0.0.0", 8), Block.of("10.0.0.0", 8), Block.of("100.64.0.0", 10), Block.of("127.0.0.0", 8),
            Block.of("169.254.0.0", 16), Block.of("172.16.0.0", 12), Block.of("192.0.0.0", 24), Block.of("192.0.2.0", 24),
            Block.of("192.88.99.0", 24), Block.of("192.168.0.0", 16), Block.of("198.18.0.0", 15), Block.of("198.51.100.0", 24),
            Block.of("203.0.113.0", 24), Block.of("224.0.0.0", 3));

    /** The unicast addresses of IPv6 that are given out, and what of them is not for everybody or hides another address. */
    private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);
    private static final List<Block> SPECIAL_UNICAST =
            List.of(Block.of("2001::", 23), Block.of("2001:db8::", 32), Block.of("2002::", 16), Block.of("3fff::", 20));

    private PublicAddresses() {
    }

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return SPECIAL.stream().noneMatch(block -> block.holds(bytes));
        }
        return GLOBAL_UNICAST.holds(bytes) && SPECIAL_UNICAST.stream().noneMatch(block -> block.holds(bytes));
    }
}
