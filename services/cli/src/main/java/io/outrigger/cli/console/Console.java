package io.outrigger.cli.console;

import io.outrigger.cli.outcome.CommandFailure;
import io.outrigger.cli.outcome.ExitCode;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;

/** The only one that prints: answers on standard output, everything else that is to be said on standard error. */
public final class Console {
    private static final String OVER_THE_LINE = "\r\u001b[K";

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private boolean lineIsLive;
    private boolean over;

    public Console(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    public synchronized void line(String text) {
        if (over) {
            return;
        }
        endLiveLine();
        out.println(text);
        out.flush();
    }

    public void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** A line that the next one of its kind writes over. */
    public synchronized void live(String text) {
        if (over) {
            return;
        }
        out.print(OVER_THE_LINE + text);
        out.flush();
        lineIsLive = true;
    }

    /** A remark, which is no answer. What it quotes may come from anywhere, so it cannot control the terminal. */
    public synchronized void note(String sentence) {
        if (over) {
            return;
        }
        endLiveLine();
        err.println(sentence.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
        err.flush();
    }

    /** Remarks behind which nothing is printed any more, whatever still runs. */
    public synchronized void lastWord(List<String> sentences) {
        sentences.forEach(this::note);
        over = true;
    }

    /** For what picocli prints by itself. */
    public PrintWriter answers() {
        return new PrintWriter(out, true);
    }

    /** For what picocli prints by itself. */
    public PrintWriter remarks() {
        return new PrintWriter(err, true);
    }

    public void fail(String sentence) {
        note("outrigger: " + sentence);
    }

    private void endLiveLine() {
        if (lineIsLive) {
            out.println();
            out.flush();
            lineIsLive = false;
        }
    }

    public InputStream input() {
        return in;
    }

    /** For bytes as they come. Whoever reads them may go ({@code | head}): then the command ends. */
    public OutputStream bytes() {
        return new OutputStream() {
            @Override
            public void write(int octet) {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                out.write(bytes, offset, length);
                if (out.checkError()) {
                    throw new CommandFailure(ExitCode.FAILED, "Nobody reads the output any more.");
                }
            }
        };
    }
}
