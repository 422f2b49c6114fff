package io.outrigger.mesh;

import java.util.Map;

/**
 * What Kubernetes would run as a pod: a program on 127.0.0.1 with ports of its own, and an Envoy with two loopback addresses of its own,
 * one that callers know and one that the program calls.
 *
 * @param number of the pod, which makes the addresses
 * @param programPorts by each port of the pod, where the program listens on 127.0.0.1
 */
record Pod(String name, String namespace, String serviceAccount, int number, Map<String, String> labels,
        Map<Integer, Integer> programPorts) {
    /** By this label a Sidecar finds the one pod that it is for. */
    static final String NAME_LABEL = "outrigger.test/pod";

    /** The pod's address in the mesh, as other pods know it. */
    String address() {
        return "127.0.1." + number;
    }

    /** Where its Envoy takes what the program wants to send to others. */
    String outboundAddress() {
        return "127.0.2." + number;
    }

    /** The name that is in the pod's certificate. */
    String identity() {
        return "spiffe://cluster.local/ns/" + namespace + "/sa/" + serviceAccount;
    }

    /** The name by which Envoy tells istiod and the agent who it is. */
    String nodeId(String kind) {
        return kind + "~" + address() + "~" + name + "." + namespace + "~" + namespace + ".svc.cluster.local";
    }
}
