package io.outrigger.metadata.versions;

import io.outrigger.chassis.config.HostPort;
import io.outrigger.metadata.signatures.SignatureReader;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Version;
import java.util.List;
import java.util.stream.Stream;

/** What a registrant should know about a version that is registered and fine: as its server says, or by its signature. */
final class Notices {

    private static final long FREE = -1;

    private final SignatureReader servers;

    Notices(SignatureReader servers) {
        this.servers = servers;
    }

    List<String> of(Version version, HostPort address, ServedAs onServer) {
        return servers.remarks(address, onServer)
                .map(remarks -> remarks.stream().map(remark -> "Version " + version.text() + ": " + remark).toList())
                .orElseGet(() -> bySignature(version));
    }

    private static List<String> bySignature(Version version) {
        return mightBeBatched(version.signature())
                ? List.of("Version " + version.text() + " is not batched: its max_batch_size is 0, so each request is a run by itself. "
                        + "The first dimension of each of its tensors is free; where that counts rows which do not depend on one another, "
                        + "max_batch_size in config.pbtxt lets requests share a run.")
                : List.of();
    }

    private static boolean mightBeBatched(Signature signature) {
        return signature.maxBatchSize() == 0
                && Stream.concat(signature.inputs().stream(), signature.outputs().stream()).map(TensorSpec::shape)
                .allMatch(shape -> !shape.isEmpty() && shape.getFirst() == FREE);
    }
}
