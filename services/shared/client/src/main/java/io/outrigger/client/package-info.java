/**
 * A client of the platform, for whoever calls it from outside: {@link io.outrigger.client.RestClient} for its REST ports and
 * {@link io.outrigger.client.GrpcClient} for its gRPC ports, both with a token. It repeats nothing by itself. Files go out as they are read
 * ({@link io.outrigger.client.FileForm}), and what is long comes in as it is sent ({@link io.outrigger.client.Download}).
 */
package io.outrigger.client;
