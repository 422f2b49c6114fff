/**
 * Other people's model servers beside the chain, in the same run on the same processors with the same ONNX file. What each one is and how
 * it is configured lies in {@code perf/peers}: a folder with pinned requirements and {@code serve.py MODEL PORT}, which listens on
 * 127.0.0.1.
 *
 * <p>A {@link io.outrigger.perf.peers.Peer} names a folder and the protocols that it speaks, a
 * {@link io.outrigger.perf.peers.PeerProcess} is one that runs, and a {@link io.outrigger.perf.peers.Duel} is the peer and the chain asked
 * the same over the same protocol in turn.
 */
package io.outrigger.perf.peers;
