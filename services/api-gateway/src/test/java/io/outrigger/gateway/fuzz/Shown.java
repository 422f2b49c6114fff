package io.outrigger.gateway.fuzz;

/** Bytes as a person can read them, and give them to a test of their own. */
final class Shown {

    private Shown() {
    }

    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            if (each >= ' ' && each < 0x7f) {
                text.append((char) each);
            } else {
                text.append(each == '\n' ? "\\n" : each == '\r' ? "\\r" : "\\x%02x".formatted(each & 0xff));
            }
        }
        return text.toString();
    }
}
