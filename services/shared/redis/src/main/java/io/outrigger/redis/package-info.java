/**
 * Redis as something that may be away: {@link io.outrigger.redis.RedisLink} connects in the background, and answers in time or not at
 * all. What is done without an answer is its user's affair. Safe for several threads.
 */
package io.outrigger.redis;
