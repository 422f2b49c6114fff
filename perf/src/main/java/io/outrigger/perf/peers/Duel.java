package io.outrigger.perf.peers;

import io.outrigger.perf.load.ClosedLoop;
import io.outrigger.perf.load.Tally;
import io.outrigger.perf.load.Target;
import io.outrigger.perf.study.Samples;
import java.time.Duration;
import java.util.Locale;

/** A peer and the chain, asked the same over the same protocol by so many callers in turn; for one thread. */
final class Duel {
    private final String title;
    private final Target peer;
    private final Target chain;
    private final int callers;
    private final Tally ofPeer = new Tally();
    private final Tally ofChain = new Tally();
    private final Samples ratios = new Samples();

    Duel(String title, Target peer, Target chain, int callers) {
        this.title = title;
        this.peer = peer;
        this.chain = chain;
        this.callers = callers;
    }

    /** A slice of each, whose ratio counts: what disturbs the machine for longer than that disturbs both. */
    void round(Duration slice) throws InterruptedException {
        Tally peers = drive(peer, slice);
        Tally chains = drive(chain, slice);
        ratios.add(chains.answersPerSecond() / peers.answersPerSecond());
        ofPeer.add(peers);
        ofChain.add(chains);
    }

    private Tally drive(Target target, Duration slice) throws InterruptedException {
        var tally = new Tally();
        new ClosedLoop(callers).drive(target, slice, tally);
        return tally;
    }

    /** Peer and protocol. */
    String title() {
        return title;
    }

    int callers() {
        return callers;
    }

    Tally ofPeer() {
        return ofPeer;
    }

    Tally ofChain() {
        return ofChain;
    }

    Samples ratios() {
        return ratios;
    }

    String row() {
        return String.format(Locale.ROOT, "| %s | %d | %s | %s | %.2f (%.2f–%.2f) |%n", title, callers, cells(ofPeer), cells(ofChain),
                ratios.median(), ratios.least(), ratios.most());
    }

    private static String cells(Tally tally) {
        return String.format(Locale.ROOT, "%.0f | %.1f, %.1f", tally.answersPerSecond(), tally.latency_ms(50), tally.latency_ms(99));
    }

    /** A sentence of what failed; nothing where nothing did. */
    String failures() {
        return failures(title, ofPeer) + failures("The chain beside " + title, ofChain);
    }

    private String failures(String who, Tally tally) {
        return tally.failures() == 0 ? "" : "\n" + who + " failed " + tally.failures() + " times at " + callers + " callers, first with: "
                + tally.firstFailure() + "\n";
    }
}
