package io.outrigger.openinference.wire;

import java.util.Arrays;

/** Where some fields of a message lie, in the order in which they came; plain numbers, since a message may have thousands. */
public final class FieldPlaces {

    /** More tensors and parameters than any model has; without a limit, small fields would take six times their bytes here. */
    static final int FIELDS_MAX = 16_384;

    private static final int NUMBERS = 4;
    private static final int START = 1;
    private static final int VALUE = 2;
    private static final int END = 3;

    private int[] numbers = new int[8 * NUMBERS];
    private int count;
    private int counted;
    private int data;

    /** Notes a field by its number, its first byte, its value's first byte and the byte after it; false when there are too many. */
    boolean add(int field, int start, int value, int end) {
        if (counted == FIELDS_MAX) {
            return false;
        }
        counted++;
        note(field, start, value, end);
        return true;
    }

    /** Notes a field that is tensor data: one more than there can be tensors, so that too many are seen; others are passed over. */
    void addData(int field, int start, int value, int end) {
        if (data <= FIELDS_MAX) {
            data++;
            note(field, start, value, end);
        }
    }

    private void note(int field, int start, int value, int end) {
        int at = count * NUMBERS;
        if (at == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * at);
        }
        numbers[at] = field;
        numbers[at + START] = start;
        numbers[at + VALUE] = value;
        numbers[at + END] = end;
        count++;
    }

    /** How many there are; each has an index below. */
    public int count() {
        return count;
    }

    /** Which is the next one with this number, at an index or after it; -1 where there is none. */
    public int next(int field, int from) {
        for (int i = from; i < count; i++) {
            if (field(i) == field) {
                return i;
            }
        }
        return -1;
    }

    /** Its number. */
    public int field(int index) {
        return numbers[index * NUMBERS];
    }

    /** Its first byte, which is its tag's. */
    public int start(int index) {
        return numbers[index * NUMBERS + START];
    }

    /** Its value's first byte. */
    public int value(int index) {
        return numbers[index * NUMBERS + VALUE];
    }

    /** The byte after it. */
    public int end(int index) {
        return numbers[index * NUMBERS + END];
    }
}
