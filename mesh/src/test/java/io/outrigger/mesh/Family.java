package io.outrigger.mesh;

import io.outrigger.testing.StandInServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods of one model family with stand-ins for their model servers, which a test tells how to behave and which count. */
final class Family implements AutoCloseable {
    static final String NAME = "sample-classifier";
    static final String ADDRESS = NAME + ".outrigger-models.svc.cluster.local:8001";
    static final String STABLE = "aaaa";
    static final String CANARY = "bbbb";

    private final Mesh mesh;
    private final Workload workload;
    private final List<Member> members = new ArrayList<>();

    /** A pod and what answers in it. */
    record Member(Pod pod, Envoy envoy, StandInServer server) {
        int calls() {
            return server.calls();
        }
    }

    Family(Mesh mesh) {
        this.mesh = mesh;
        this.workload = mesh.workload(NAME);
    }

    /** A pod more, of a version; the next push makes it known. */
    Member add(int number, String version, String hash) {
        StandInServer server = StandInServer.start();
        Pod plain = workload.pod(number, Map.of(8001, server.port()));
        Map<String, String> labels = new HashMap<>(plain.labels());
        labels.put("outrigger.io/model-version", version);
        labels.put(RolloutsHand.HASH, hash);
        Pod pod = new Pod(plain.name(), plain.namespace(), plain.serviceAccount(), number, labels, plain.programPorts());
        Member member = new Member(pod, mesh.add(pod, workload.protocols()), server);
        members.add(member);
        return member;
    }

    @Override
    public void close() {
        members.forEach(member -> member.server().close());
    }
}
