package io.outrigger.perf.peers;

import io.outrigger.perf.load.Tally;
import io.outrigger.perf.study.Chart;
import io.outrigger.perf.study.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What duels have shown. */
final class PeerTable {

    private PeerTable() {
    }

    static Findings of(List<Duel> duels) {
        var table = new StringBuilder("""
                | Peer | Callers | its answers/s | p50, p99 ms | the chain's | p50, p99 ms | chain ÷ peer (rounds) |
                |---|---:|---:|---|---:|---|---:|
                """);
        Map<String, Tally> tallies = new LinkedHashMap<>();
        for (Duel duel : duels) {
            table.append(duel.row());
            tallies.put(duel.title() + ", " + duel.callers() + " callers", duel.ofPeer());
            tallies.put("chain beside " + duel.title() + ", " + duel.callers() + " callers", duel.ofChain());
        }
        String failures = String.join("", duels.stream().map(Duel::failures).toList());
        return new Findings(table.append(failures.isEmpty() ? "\nNo request failed.\n" : failures).toString(), tallies,
                Optional.of(chart(duels)));
    }

    /** The chain's share: 1 is as fast as the peer. */
    private static Chart chart(List<Duel> duels) {
        List<Integer> loads = duels.stream().map(Duel::callers).distinct().toList();
        List<Chart.Series> series = new ArrayList<>();
        for (String title : duels.stream().map(Duel::title).distinct().toList()) {
            List<Double> ratios = duels.stream().filter(duel -> duel.title().equals(title)).map(duel -> duel.ratios().median()).toList();
            series.add(new Chart.Series(title, ratios));
        }
        return new Chart("Answers/s of the chain ÷ of the peer", loads.stream().map(callers -> callers + " callers").toList(), series);
    }
}
