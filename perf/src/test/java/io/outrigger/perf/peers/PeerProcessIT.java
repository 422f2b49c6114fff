package io.outrigger.perf.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.outrigger.perf.load.JsonTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.models.ModelRepository;
import io.outrigger.perf.models.Network;
import io.outrigger.testing.Checkout;
import io.outrigger.testing.Eventually;
import io.outrigger.testing.programs.MissingProgramException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProcessIT {
    private static final Path PEERS = Checkout.ROOT.resolve("perf/peers");

    /** One of them for all: the others differ in what their own folders hold. */
    @Test
    void aPeerAnswersWithTheNetworkItIsGiven(@TempDir Path models) throws IOException {
        try {
            PeerProcess.environment(Peer.FASTAPI, PEERS);
        } catch (IOException away) {
            Assumptions.assumeFalse(away.getCause() instanceof MissingProgramException, away.getMessage() + " This test is skipped.");
            throw away;
        }
        new ModelRepository(models).add(Network.MEDIUM, Chain.MODEL, false, true);
        Picture picture = Picture.read(Checkout.ROOT.resolve("models/sample-classifier/pictures/7-1.png"));
        try (PeerProcess peer = PeerProcess.start(Peer.FASTAPI, PEERS, models.resolve("medium/1/model.onnx"));
                JsonTarget target = JsonTarget.open("peer", peer.url(), "", RestForm.PLAIN.body(picture))) {
            Eventually.passes(() -> {
                peer.requireAlive();
                double[] probabilities = RestForm.probabilities(target.answer());
                assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1, within(1e-3));
            });
            target.ask().join();
        }
    }

    @Test
    void aFolderWithoutPeersIsNamed(@TempDir Path empty) {
        assertThatThrownBy(() -> PeerProcess.environment(Peer.TRITON, empty)).isInstanceOf(IOException.class)
                .hasMessageContaining(empty.toString()).hasMessageContaining("--folder");
    }
}
