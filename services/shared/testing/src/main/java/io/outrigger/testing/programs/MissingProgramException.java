package io.outrigger.testing.programs;

/** Something that this machine does not have; the message is a sentence that names it. */
public final class MissingProgramException extends Exception {
    private static final long serialVersionUID = 1;

    MissingProgramException(String sentence) {
        super(sentence);
    }
}
