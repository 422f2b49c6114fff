/**
 * How much a caller may ask for: token buckets in Redis that all gateways share, one step of a script for each request.
 *
 * <p>A bucket is one number, the time at which it will be full again (the generic cell rate algorithm of ATM, ITU-T I.371), so taking
 * from it and refilling it are one comparison. {@code TokenBucket} and {@code Debt} are that arithmetic; {@code SharedBuckets} is it in
 * Redis; {@code LocalBuckets} is what a gateway goes by while Redis does not answer: its share of each bucket, beginning with what
 * was left of it when Redis was last heard. {@code RateLimiter} says which of them decides. Safe for several threads.
 */
package io.outrigger.gateway.limits;
