package io.outrigger.perf;

import io.outrigger.perf.attack.AttackStudy;
import io.outrigger.perf.batching.BatchingGain;
import io.outrigger.perf.batching.Overload;
import io.outrigger.perf.batching.QuietTenant;
import io.outrigger.perf.chain.AddedLatency;
import io.outrigger.perf.chain.ChainBesideStraight;
import io.outrigger.perf.chain.InTime;
import io.outrigger.perf.chain.LargeTensor;
import io.outrigger.perf.chain.ManyConnections;
import io.outrigger.perf.compare.Comparison;
import io.outrigger.perf.hops.ChainCost;
import io.outrigger.perf.hops.HopComparison;
import io.outrigger.perf.jobs.BulkRows;
import io.outrigger.perf.jobs.FlatMemory;
import io.outrigger.perf.jobs.LiveBesideJob;
import io.outrigger.perf.jobs.SmallJobs;
import io.outrigger.perf.micro.Micro;
import io.outrigger.perf.models.WriteModels;
import io.outrigger.perf.peers.Peers;
import io.outrigger.perf.start.ServiceStarts;
import io.outrigger.perf.study.Study;
import java.util.Map;
import java.util.TreeMap;

/** All commands by their names. */
final class Studies {

    private Studies() {
    }

    static Map<String, Study> all() {
        return Map.ofEntries(
                Map.entry("attack", new AttackStudy()),
                Map.entry("compare", new Comparison()),
                Map.entry("chain", new ChainBesideStraight()),
                Map.entry("added-latency", new AddedLatency()),
                Map.entry("in-time", new InTime()),
                Map.entry("connections", new ManyConnections()),
                Map.entry("large-tensor", new LargeTensor()),
                Map.entry("chain-cost", new ChainCost()),
                Map.entry("hops", new HopComparison()),
                Map.entry("batching-gain", new BatchingGain()),
                Map.entry("quiet-tenant", new QuietTenant()),
                Map.entry("overload", new Overload()),
                Map.entry("peers", new Peers()),
                Map.entry("small-jobs", new SmallJobs()),
                Map.entry("bulk", new BulkRows()),
                Map.entry("memory", new FlatMemory()),
                Map.entry("trade", new LiveBesideJob()),
                Map.entry("start", new ServiceStarts()),
                Map.entry("micro", new Micro()),
                Map.entry("write-models", new WriteModels()));
    }

    /** @throws IllegalArgumentException where there is none of this name */
    static Study ofName(String name) {
        Study study = all().get(name);
        if (study == null) {
            throw new IllegalArgumentException("There is no command '" + name + "'.");
        }
        return study;
    }

    static String help() {
        var help = new StringBuilder("""
                java -jar perf/target/perf.jar COMMAND [--option value]...

                Each has a --help of its own. --results FOLDER keeps the table, a picture of it and the histograms there.

                """);
        new TreeMap<>(all()).values().forEach(study -> help.append(study.help().lines().takeWhile(line -> !line.isBlank())
                .reduce("", (text, line) -> text + line + "\n")));
        return help.toString();
    }
}
