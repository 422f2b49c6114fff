package io.outrigger.openinference.wire;

import java.util.Arrays;

/** Where some fields of a message lie, in the order in which they came; plain numbers, since a message may have thousands. */
final class FieldPlaces {

    /** More tensors and parameters than any model has; without a limit, small fields would take six times their bytes here. */
    static final int FIELDS_MAX = 16_384;

    private static final int NUMBERS = 4;
    private static final int START = 1;
    private static final int VALUE = 2;
    private static final int END = 3;

    private int[] numbers = new int[6 * NUMBERS];
    private int count;

    /** Notes a field by its number, its first byte, its value's first byte and the byte after it; false when there are too many. */
    boolean add(int field, int start, int value, int end) {
        if (count == FIELDS_MAX) {
            return false;
        }
        int at = count * NUMBERS;
        if (at == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * at);
        }
        numbers[at] = field;
        numbers[at + START] = start;
        numbers[at + VALUE] = value;
        numbers[at + END] = end;
        count++;
        return true;
    }

    int count() {
        return count;
    }

    int field(int index) {
        return numbers[index * NUMBERS];
    }

    int start(int index) {
        return numbers[index * NUMBERS + START];
    }

    int value(int index) {
        return numbers[index * NUMBERS + VALUE];
    }

    int end(int index) {
        return numbers[index * NUMBERS + END];
    }
}
