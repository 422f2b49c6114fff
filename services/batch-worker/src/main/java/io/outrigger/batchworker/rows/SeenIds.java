package io.outrigger.batchworker.rows;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The custom_ids of an input so far, as hashes of 128 bits in one flat table that doubles: some 30 bytes a row, whatever the rows are
 * called. The key is chance, so nobody can write an input whose rows crowd one place or seem to be the same. For one thread.
 */
final class SeenIds {

    private static final int SLOTS_FIRST = 1 << 10;

    private final KeyedHash hash;
    /** Two words a slot, both 0 while it is empty. */
    private long[] slots = new long[2 * SLOTS_FIRST];
    private int size;

    SeenIds() {
        var chance = new SecureRandom();
        this.hash = new KeyedHash(chance.nextLong(), chance.nextLong());
    }

    /** Adds an id; false where it was there. */
    boolean add(String customId) {
        hash.of(customId.getBytes(StandardCharsets.UTF_8));
        return add(hash.low(), hash.high());
    }

    boolean add(long low, long high) {
        long first = low == 0 && high == 0 ? 1 : low;
        if (!put(slots, first, high)) {
            return false;
        }
        size++;
        if (size > slots.length / 2 / 4 * 3) {
            grow();
        }
        return true;
    }

    private static boolean put(long[] slots, long low, long high) {
        int mask = slots.length / 2 - 1;
        int slot = (int) low & mask;
        while (slots[2 * slot] != 0 || slots[2 * slot + 1] != 0) {
            if (slots[2 * slot] == low && slots[2 * slot + 1] == high) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        slots[2 * slot] = low;
        slots[2 * slot + 1] = high;
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * slots.length];
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] != 0 || slots[i + 1] != 0) {
                put(larger, slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }
}
