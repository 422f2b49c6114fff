package io.outrigger.cli.outcome;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a script reads of a command's end; the numbers are a promise. */
public enum ExitCode {
    OK(0, "it is done"),
    FAILED(1, "the request was refused, or it failed"),
    USAGE(2, "the command was not understood"),
    NO_CONNECTION(3, "nobody answers at the address"),
    JOB_NOT_COMPLETED(4, "the job has ended otherwise than completed"),
    INTERRUPTED(130, "interrupted by Ctrl-C");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** For the help: what each number means, in their order. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (ExitCode code : values()) {
            meanings.put(Integer.toString(code.number), code.meaning);
        }
        return meanings;
    }
}
