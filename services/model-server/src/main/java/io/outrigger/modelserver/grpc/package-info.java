/**
 * The protocol over gRPC.
 *
 * <p>Inference requests are not parsed by protobuf's own reader: {@link io.outrigger.modelserver.grpc.TransportReader} puts raw
 * contents straight from the transport into pooled direct buffers, and the runtime reads them there.
 */
package io.outrigger.modelserver.grpc;
