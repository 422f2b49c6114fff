/**
 * Inference messages as they stand on the wire: passed on unparsed, scanned for their head, cut, or parsed without a second copy.
 *
 * <p>{@link io.outrigger.openinference.wire.WireMessage} is a list of slices; {@link
 * io.outrigger.openinference.wire.RequestScanner} looks over one once and {@link io.outrigger.openinference.wire.ScannedRequest}
 * carries what it found; {@link io.outrigger.openinference.wire.Splice} rewrites names and time by cutting. Who reads on, by the
 * places that were found, does so with a {@link io.outrigger.openinference.wire.WireReader}.
 *
 * <p>A server reads {@link io.outrigger.openinference.wire.WireMessage}s and parses them in its handler: what a marshaller
 * throws never reaches the caller as INVALID_ARGUMENT (grpc-java answers UNKNOWN and cancels), what a handler throws does. All
 * types but the reader are immutable or stateless, so they are safe for any number of threads.
 */
package io.outrigger.openinference.wire;
