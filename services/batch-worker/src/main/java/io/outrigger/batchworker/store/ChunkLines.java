package io.outrigger.batchworker.store;

/** The result lines or the error lines of a chunk that is done. */
public sealed interface ChunkLines {

    ChunkLines NONE = new InDatabase(new byte[0], "");

    long bytes();

    /** Hexadecimal; empty where there are none. */
    String sha256();

    /** Few, which are written with the end of their chunk. */
    record InDatabase(byte[] lines, String sha256) implements ChunkLines {

        @Override
        public long bytes() {
            return lines.length;
        }
    }

    /** Many, which were written before it. */
    record InObject(String key, long bytes, String sha256) implements ChunkLines {
    }
}
