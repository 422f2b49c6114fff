/**
 * A client of the platform, for whoever calls it from outside: {@link io.outrigger.client.RestClient} for its REST ports and
 * {@link io.outrigger.client.GrpcClient} for its gRPC ports, both with a token. It repeats nothing by itself.
 */
package io.outrigger.client;
