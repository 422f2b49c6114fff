/**
 * The messages of the Open Inference Protocol, to and from the records of the core; what both edges share.
 *
 * <p>Stateless. Protobuf stops here: nothing below knows it but the configuration, which callers may read.
 */
package io.outrigger.modelserver.protocol;
